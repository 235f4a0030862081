import Foundation
import Testing

@testable import CMIFTool

@Suite struct InputBytesTests {
  @Test(arguments: [0, 1, 4096, 1 << 20, 5 << 20 + 1])
  func `reading a file takes little more memory than its size`(size: Int) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([UInt8](repeating: 7, count: size), to: "file")
    var input = try InputBytes(.file(path: path))
    try input.read(atLeast: 33)
    try input.readAll(limit: size)
    #expect(input.bytes == [UInt8](repeating: 7, count: size))
    // A chunk of 1 MiB for the last read; the system's own rounding of sizes is far less than another one.
    #expect(input.bytes.capacity <= size + 2 << 20)
  }
}
