/// An array of 64-bit floating-point numbers in NumPy's file format.
struct NPYArray {
  /// The lengths of the axes, the slowest first.
  let shape: [Int]
  let values: [Double]

  /// Reads version 1.0 of the format, row-major and little-endian; `nil` for anything else.
  init?(_ bytes: [UInt8]) {
    guard bytes.starts(with: [0x93] + Array("NUMPY".utf8) + [1, 0]), bytes.count >= 10 else {
      return nil
    }
    let start = 10 + Int(bytes[8]) + Int(bytes[9]) << 8
    guard start <= bytes.count else { return nil }
    let header = String(decoding: bytes[10..<start], as: UTF8.self)
    guard header.contains("'descr': '<f8'"), header.contains("'fortran_order': False"),
      let opening = header.firstIndex(of: "("), let closing = header.firstIndex(of: ")")
    else { return nil }
    shape = header[header.index(after: opening)..<closing].split(separator: ",")
      .compactMap { Int($0.filter { $0 != " " }) }
    guard bytes.count == start + 8 * shape.reduce(1, *) else { return nil }
    values = stride(from: start, to: bytes.count, by: 8).map { i in
      Double(bitPattern: bytes[i..<i + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) })
    }
  }
}
