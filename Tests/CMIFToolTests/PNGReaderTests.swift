import CMIF
import Foundation
import Testing

@testable import CMIFTool

@Suite struct PNGReaderTests {
  /// The samples of a file, from the program that wrote the files.
  struct Expected: Decodable, Sendable {
    let width: Int
    let height: Int
    let model: String
    let bitDepth: Int
    let samples: [UInt16]

    static let all: [String: Expected] = Fixtures.expectations("png/expected.json")
  }

  @Test func `the suite has a file of every kind`() {
    #expect(Expected.all.count == 76)
  }

  @Test(arguments: Expected.all.keys.sorted())
  func `samples arrive unaltered`(name: String) throws {
    let expected = try #require(Expected.all[name])
    let picture = try PNGReader.read(.file(path: Fixtures.path("png/\(name).png")))
    #expect(picture.width == expected.width)
    #expect(picture.height == expected.height)
    #expect("\(picture.model)" == expected.model)
    #expect(picture.bitDepth == expected.bitDepth)
    #expect(picture.samples == expected.samples)
  }

  @Test func `a minus sign is standard input`() async throws {
    let path = Fixtures.path("png/rgb_8.png")
    await #expect(processExitsWith: .success) { [path = path as String] in
      dup2(open(path, O_RDONLY), STDIN_FILENO)
      let picture = try PNGReader.read(InputSource(argument: "-"))
      let expected = try PNGReader.read(.file(path: path))
      #expect(picture == expected)
    }
  }

  @Test func `standard input that is no image is named so`() async throws {
    await #expect(processExitsWith: .success) {
      dup2(open("/dev/null", O_RDONLY), STDIN_FILENO)
      #expect(throws: ToolError(.invalidData, "Cannot read standard input: it is empty.")) {
        try PNGReader.read(.standardInput)
      }
    }
  }
}
