import CMIF

/// Writes arrays in NumPy's file format, version 1.0. The same contents give the same bytes.
enum NPYWriter {
  /// The bytes of an array of 64-bit floating-point numbers, little-endian.
  ///
  /// `numpy.load` gives an array of shape `(rows, columns)` with the same bits.
  ///
  /// - Precondition: `values`, row by row, fill the shape.
  static func encode(_ values: [Double], rows: Int, columns: Int) -> [UInt8] {
    encode(values, as: .float64, shape: [rows, columns])
  }

  /// The bytes of a picture's samples, of 8 or 16 bits, with an axis for the channels if there are several.
  static func encode(_ picture: Picture) -> [UInt8] {
    let channels = picture.model.channelCount
    return encode(
      picture.samples.map(Double.init), as: picture.bitDepth > 8 ? .uint16 : .uint8,
      shape: [picture.height, picture.width] + (channels > 1 ? [channels] : []))
  }

  /// The bytes of other pixels of an array's kind.
  static func encode(_ pixels: PixelArray, like array: StoredArray) -> [UInt8] {
    let channels = array.hasChannelAxis ? [pixels.model.channelCount] : []
    return encode(
      array.number.wholeNumbers == nil ? pixels.values : pixels.values.map(array.marked),
      as: array.number, shape: [pixels.height, pixels.width] + channels)
  }

  /// The bytes of an array of a type, little-endian and row by row.
  ///
  /// For types of whole numbers values are rounded, halves up, and those that the type cannot hold become the nearest
  /// that it can; NaN becomes 0.
  ///
  /// - Precondition: `values` fill the shape.
  static func encode(_ values: [Double], as number: StoredNumber, shape: [Int]) -> [UInt8] {
    precondition(
      values.count == shape.reduce(1, *), "\(values.count) values do not fill the shape \(shape)")
    var bytes = NPYHeader.magic + [1, 0] + header(number, shape: shape)
    bytes.reserveCapacity(bytes.count + number.size * values.count)
    for value in values { number.append(value, to: &bytes) }
    return bytes
  }

  /// The length of the header and its text, padded so that the data begin at a multiple of 64 bytes.
  private static func header(_ number: StoredNumber, shape: [Int]) -> [UInt8] {
    let code = (number.size == 1 ? "|" : "<") + number.rawValue
    let lengths = shape.map(String.init).joined(separator: ", ")
    var text = Array("{'descr': '\(code)', 'fortran_order': False, 'shape': (\(lengths)), }".utf8)
    let unpadded = NPYHeader.magic.count + 4 + text.count + 1
    text += Array(repeating: UInt8(ascii: " "), count: (64 - unpadded % 64) % 64)
    text.append(UInt8(ascii: "\n"))
    return [UInt8(text.count & 0xFF), UInt8(text.count >> 8)] + text
  }
}
