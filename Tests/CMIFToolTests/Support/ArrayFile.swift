@testable import CMIFTool

/// The parts of a file in NumPy's format.
struct ArrayFile {
  var version: UInt8 = 1
  var text: [UInt8]
  var data: [UInt8]

  init(_ text: String, data: [UInt8] = []) {
    self.text = Array(text.utf8)
    self.data = data
  }

  /// A file of a type and a shape, by default with as many bytes as these ask for.
  init(_ code: String, _ shape: String, data: [UInt8] = []) {
    self.init("{'descr': '\(code)', 'fortran_order': False, 'shape': \(shape), }\n", data: data)
  }

  /// Divides a sound file of any version.
  init(dividing bytes: [UInt8]) {
    version = bytes[6]
    let start = version == 1 ? 10 : 12
    let length = bytes[8..<start].reversed().reduce(0) { $0 << 8 | Int($1) }
    text = Array(bytes[start..<start + length])
    data = Array(bytes[(start + length)...])
  }

  var bytes: [UInt8] {
    let count = text.count
    let places = version == 1 ? [0, 8] : [0, 8, 16, 24]
    let length = places.map { UInt8(truncatingIfNeeded: count >> $0) }
    return NPYHeader.magic + [version, 0] + length + text + data
  }
}
