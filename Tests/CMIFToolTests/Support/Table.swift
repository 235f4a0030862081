import Foundation

/// Tables of pairs made of small fixtures, and the answers to them.
struct Table {
  /// A small pair, whose alignment takes milliseconds.
  static let quick = ["same_size_ref.png", "same_size_tmpl.png"].map(Golden.path)

  var text: String

  /// A table with these columns and rows.
  init(_ columns: [String], _ rows: [[String]], lineEnd: String = "\n") {
    text = ([columns] + rows).map { $0.joined(separator: "\t") + lineEnd }.joined()
  }

  /// A table of pairs without options.
  init(_ pairs: [[String]]) { self.init(["reference", "template"], pairs) }

  /// A table of `count` pairs. Neighbouring rows differ.
  init(count: Int) throws {
    let crops = try ReadmeTemplate.read().map { Golden.path("readme/\($0.file)") }
    self.init((0..<count).map { [Golden.path("readme/ref_256_rgb.png"), crops[$0 % crops.count]] })
  }

  func write(to folder: TemporaryFolder) throws -> String {
    try folder.write(Array(text.utf8), to: "pairs.tsv")
  }
}

/// A line of `cmif batch`.
struct BatchAnswer: Decodable {
  struct Failure: Decodable, Equatable {
    let message: String
    let status: Int
  }
  struct Point: Decodable, Equatable {
    let x: Double
    let y: Double
  }
  let schema: Int
  let row: Int
  let reference: String
  let template: String
  let offset: Point?
  let error: Failure?
}

extension ToolRun {
  /// The lines of `cmif batch`.
  func answers() throws -> [BatchAnswer] { try lines.map(BatchAnswer.init(line:)) }
}

extension BatchAnswer {
  init(line: String) throws {
    self = try JSONDecoder().decode(BatchAnswer.self, from: Data(line.utf8))
  }
}
