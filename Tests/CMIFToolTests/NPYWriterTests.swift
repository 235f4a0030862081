import Testing

@testable import CMIFTool

@Suite struct NPYWriterTests {
  @Test func `bytes are NumPy's own`() {
    let bytes = NPYWriter.encode([0, 1, -2, .infinity, 0.5, 3], rows: 2, columns: 3)
    let text = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }"
    #expect(bytes.prefix(10) == [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0, 118, 0])
    let padded = text + String(repeating: " ", count: 117 - text.utf8.count) + "\n"
    #expect(Array(bytes[10..<128]) == Array(padded.utf8))
    #expect(Array(bytes[136..<144]) == [0, 0, 0, 0, 0, 0, 0xF0, 0x3F])
    #expect(bytes.count == 128 + 6 * 8)
  }

  @Test func `data begin at a multiple of 64 for every shape`() {
    for (rows, columns) in [(1, 1), (1, 0), (10, 100_000), (123_456, 1)] {
      let values = [Double](repeating: 1, count: rows * columns)
      let bytes = NPYWriter.encode(values, rows: rows, columns: columns)
      #expect((bytes.count - 8 * values.count) % 64 == 0, "\(rows) x \(columns)")
    }
  }
}
