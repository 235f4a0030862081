/// NumPy's file format, version 1.0.
enum NPY {
  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]

  /// The bytes of an array of 64-bit floating-point numbers, little-endian.
  ///
  /// `numpy.load` gives an array of shape `(rows, columns)` with the same bits.
  ///
  /// - Precondition: `values`, row by row, fill the shape.
  static func encode(_ values: [Double], rows: Int, columns: Int) -> [UInt8] {
    precondition(
      values.count == rows * columns, "\(values.count) values do not fill \(rows) x \(columns)")
    var bytes = magic + header(rows: rows, columns: columns)
    bytes.reserveCapacity(bytes.count + 8 * values.count)
    for value in values {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }
    return bytes
  }

  /// The length of the header and its text, padded so that the data begin at a multiple of 64 bytes.
  private static func header(rows: Int, columns: Int) -> [UInt8] {
    var text = Array(
      "{'descr': '<f8', 'fortran_order': False, 'shape': (\(rows), \(columns)), }".utf8)
    let unpadded = magic.count + 2 + text.count + 1
    text += Array(repeating: UInt8(ascii: " "), count: (64 - unpadded % 64) % 64)
    text.append(UInt8(ascii: "\n"))
    return [UInt8(text.count & 0xFF), UInt8(text.count >> 8)] + text
  }
}
