import CMIF

/// What the header of an array says: the type, the order and the number of its numbers.
struct NPYHeader: Equatable {
  /// The first bytes of every array in NumPy's file format.
  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  let number: StoredNumber
  let isBigEndian: Bool
  /// Whether the first index is the one that changes fastest.
  let isFortranOrder: Bool
  /// The lengths of the axes: rows, columns and, if there is a third, channels.
  let shape: [Int]

  var height: Int { shape[0] }
  var width: Int { shape[1] }
  var channels: Int { shape.count > 2 ? shape[2] : 1 }

  /// Reads the text of a header.
  ///
  /// - Throws: Why there is no picture in such an array.
  init(text: ArraySlice<UInt8>) throws(InputDefect) {
    let entries = try NPYHeaderText.entries(of: text)
    guard case .text(let code) = entries["descr"] else { throw Self.corrupt("it has no 'descr'") }
    guard case .flag(let isFortranOrder) = entries["fortran_order"] else {
      throw Self.corrupt("it has no 'fortran_order'")
    }
    guard case .numbers(let shape) = entries["shape"] else {
      throw Self.corrupt("it has no 'shape'")
    }
    guard let order = code.first, let number = StoredNumber(rawValue: String(code.dropFirst())),
      order == "<" || order == ">" || (order == "|" && number.size == 1)
    else {
      throw InputDefect(
        "its numbers are of the type \(code.quoted), convert it to bool, integers of 8 to 32 bits, "
          + "float32 or float64 first")
    }
    self.number = number
    self.shape = shape
    self.isFortranOrder = isFortranOrder
    isBigEndian = order == ">"
    try checkShape()
  }

  private func checkShape() throws(InputDefect) {
    let lengths = "its shape is (\(shape.map(String.init).joined(separator: ", ")))"
    guard shape.count == 2 || (shape.count == 3 && [1, 3, 4].contains(channels)) else {
      throw InputDefect(
        "\(lengths), but a picture has two axes, or three with 1, 3 or 4 channels last")
    }
    guard width > 0, height > 0 else { throw InputDefect("\(lengths), so that it has no pixels") }
  }

  static func corrupt(_ cause: String) -> InputDefect {
    InputDefect("the array's header is corrupt (\(cause))")
  }

  /// The meaning of the channels.
  var model: Picture.ColorModel { channels == 1 ? .gray : channels == 3 ? .rgb : .rgba }
}
