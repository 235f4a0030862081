import Foundation
import Testing

/// The library's folders depend on each other one way, as its overview says.
@Suite struct FolderTests {
  /// The path of the data: a folder may name types of those before it.
  private static let order = [
    "Platform", "Geometry", "FFT", "Images", "Labels", "Information", "Counting", "Tiling",
    "Ranking", "Answers", "Polish", "Search", "Evidence", "Checks", "Alignment",
  ]

  private struct Source {
    let folder: String
    let name: String
    /// The text without comments and string literals.
    let code: String

    /// The types that the file declares for others, those that are not inside of another type.
    var declared: Set<String> {
      Set(
        code.matches(
          of:
            /(?m)^(?:(?:public|package|final|indirect) )*(?:struct|class|enum|protocol|actor|typealias) (\w+)/
        ).map { String($0.1) })
    }

    /// The names that begin with a capital letter, as types' do, except after a full stop.
    var named: Set<String> {
      Set(code.matches(of: /(?:^|[^\w.])([A-Z]\w*)/).map { String($0.1) })
    }
  }

  private static let library = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources/CMIF")

  /// All Swift files in folders of the library.
  private static func sources() throws -> [Source] {
    let folders = try FileManager.default.contentsOfDirectory(atPath: library.path)
    return try folders.filter { !$0.contains(".") }.flatMap { folder in
      let url = library.appending(path: folder)
      return try FileManager.default.contentsOfDirectory(atPath: url.path)
        .filter { $0.hasSuffix(".swift") }.map { name in
          let text = try String(contentsOf: url.appending(path: name), encoding: .utf8)
          return Source(folder: folder, name: name, code: code(of: text))
        }
    }
  }

  /// A source without its comments and string literals.
  private static func code(of text: String) -> String {
    text.replacing(/(?s)""".*?"""|"(?:\\.|[^"\\\n])*"/, with: "\"\"")
      .replacing(/(?s)\/\*.*?\*\//, with: "").replacing(/\/\/[^\n]*/, with: "")
  }

  @Test func `every folder has its place in the order`() throws {
    #expect(Set(try Self.sources().map(\.folder)) == Set(Self.order))
  }

  @Test func `no file names a type of a later folder`() throws {
    let sources = try Self.sources()
    var homes: [String: Int] = [:]
    for source in sources {
      for type in source.declared { homes[type] = Self.order.firstIndex(of: source.folder) }
    }
    try #require(homes["Point"] == 1 && homes["RealTransform"] == 2 && homes["Aligner"] == 14)
    for source in sources {
      let place = Self.order.firstIndex(of: source.folder) ?? 0
      let later = source.named.filter { homes[$0, default: 0] > place }.sorted()
      #expect(later.isEmpty, "\(source.folder)/\(source.name) names \(later)")
    }
  }

  @Test func `FFTW is imported in the folder FFT alone`() throws {
    let importers = try Self.sources().filter { $0.code.contains(/import\s+CFFTW/) }
    #expect(!importers.isEmpty && importers.allSatisfy { $0.folder == "FFT" })
  }

  @Test func `comments and strings are no code`() {
    let code = Self.code(of: "let a = \"// Pose\" // Engine\n/* Tiling */ let b = Size() /// Plane")
    #expect(code.contains("let a") && code.contains("Size()"))
    for word in ["Pose", "Engine", "Tiling", "Plane"] { #expect(!code.contains(word), "\(word)") }
  }
}
