import CMIF
import Foundation

@testable import CMIFTool

/// The maps that are known to be right, from `Fixtures/golden/index.json`.
struct Golden: Decodable {
  struct Case: Decodable {
    struct Run: Decodable {
      let bins: Int
      let file: String
      /// The row and column of the first maximum, for each norm and channel.
      let argmaxRowColumn: [String: [[Int]]]
    }
    let name: String
    let ref: String
    let tmpl: String
    let topLeftRowColumn: [Int]
    let runs: [Run]
  }
  let norms: [String]
  let cases: [Case]

  static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return decoder
  }

  static func read() throws -> Golden {
    try decoder.decode(Golden.self, from: Fixtures.data("golden/index.json"))
  }

  static func path(_ name: String) -> String { Fixtures.path("golden/\(name)") }

  /// The colour channels of a picture, in equal-width bins.
  static func channels(_ name: String, bins: Int) throws -> [LabelImage] {
    try PNGReader.read(.file(path: path(name))).colors.map {
      Quantizer.uniform.labels(of: $0, bins: bins)
    }
  }
}

/// A crop of the colour reference, and the place of its middle pixel.
struct ReadmeTemplate: Decodable {
  let file: String
  let width: Int
  let height: Int
  let centreRow: Int
  let centreColumn: Int

  static func read() throws -> [ReadmeTemplate] {
    try Golden.decoder.decode(
      [ReadmeTemplate].self, from: Fixtures.data("golden/readme/points.json"))
  }
}
