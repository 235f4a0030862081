import Foundation

/// A text of the documentation, and the fenced blocks in it.
struct Document {
  /// A command and the output that the documentation shows.
  struct Example {
    let command: String
    /// The output shown below the command, or nothing. "..." stands for any text.
    var output = ""
  }

  let text: String

  /// Reads a file by its path from the package's top.
  init(_ path: String) throws {
    let url = Fixtures.folder.deletingLastPathComponent().appending(path: path)
    text = try String(contentsOf: url, encoding: .utf8)
  }

  /// README and the articles on library and tool, by their paths from the package's top.
  static func all() throws -> [String] {
    let package = Fixtures.folder.deletingLastPathComponent()
    let articles = try ["Sources/CMIF/CMIF.docc", "Sources/CMIFTool/CMIFTool.docc"].flatMap {
      folder in
      try FileManager.default.contentsOfDirectory(atPath: package.appending(path: folder).path)
        .filter { $0.hasSuffix(".md") }.sorted().map { "\(folder)/\($0)" }
    }
    return ["README.md"] + articles
  }

  /// The contents of the blocks that are fenced and marked with a language.
  func blocks(_ language: String) -> [String] {
    var blocks: [String] = []
    var current: String?
    for line in text.components(separatedBy: "\n") {
      if let block = current {
        if line == "```" { blocks.append(block) }
        current = line == "```" ? nil : block + line + "\n"
      } else if line == "```" + language {
        current = ""
      }
    }
    return blocks
  }

  /// The commands of the blocks marked `console`, each after "$ ", and the lines that follow it.
  var examples: [Example] {
    var examples: [Example] = []
    for line in blocks("console").joined().split(separator: "\n") {
      if line.hasPrefix("$ ") {
        examples.append(Example(command: String(line.dropFirst(2))))
      } else if !examples.isEmpty {
        examples[examples.count - 1].output += line + "\n"
      }
    }
    return examples
  }
}

extension String {
  /// Whether this is `pattern`, in which "..." stands for any text.
  func matches(_ pattern: String) -> Bool {
    var rest = self[...]
    let parts = pattern.components(separatedBy: "...")
    guard parts.count > 1 else { return self == pattern }
    guard let first = parts.first, let last = parts.last, rest.hasPrefix(first) else {
      return false
    }
    rest = rest.dropFirst(first.count)
    for part in parts.dropFirst().dropLast() {
      guard let range = rest.range(of: part) else { return false }
      rest = rest[range.upperBound...]
    }
    return rest.hasSuffix(last)
  }
}
