import Foundation

/// The Swift files of a target in their folders, and the types that they name.
package struct SourceFolders {
  /// A file in a folder.
  package struct Source {
    package let folder: String
    package let name: String
    /// The text without comments and string literals.
    package let code: String

    /// The types that the file declares for others, those that are not inside of another type.
    package var declared: Set<String> {
      Set(
        code.matches(
          of:
            /(?m)^(?:(?:public|package|final|indirect) )*(?:struct|class|enum|protocol|actor|typealias) (\w+)/
        ).map { String($0.1) })
    }

    /// The names that begin with a capital letter, as types' do, except after a full stop.
    package var named: Set<String> {
      Set(code.matches(of: /(?:^|[^\w.])([A-Z]\w*)/).map { String($0.1) })
    }
  }

  package let sources: [Source]

  /// Reads the files in the folders of a target's folder, by its path; those beside the folders are left out.
  package init(of path: String) throws {
    let target = URL(filePath: path)
    let folders = try FileManager.default.contentsOfDirectory(atPath: target.path)
    sources = try folders.filter { !$0.contains(".") }.flatMap { folder in
      let url = target.appending(path: folder)
      return try FileManager.default.contentsOfDirectory(atPath: url.path)
        .filter { $0.hasSuffix(".swift") }.map { name in
          let text = try String(contentsOf: url.appending(path: name), encoding: .utf8)
          return Source(folder: folder, name: name, code: Self.code(of: text))
        }
    }
  }

  /// A source without its comments and string literals. One that is compiled on a condition begins at the margin, too.
  package static func code(of text: String) -> String {
    let plain = text.hasPrefix("#if ") ? text.replacing(/(?m)^ {2}/, with: "") : text
    return plain.replacing(/(?s)""".*?"""|"(?:\\.|[^"\\\n])*"/, with: "\"\"")
      .replacing(/(?s)\/\*.*?\*\//, with: "").replacing(/\/\/[^\n]*/, with: "")
  }

  /// The names of the folders.
  package var folders: Set<String> { Set(sources.map(\.folder)) }

  /// The folder of each type that is declared for others.
  package var homes: [String: String] {
    var homes: [String: String] = [:]
    for source in sources { for type in source.declared { homes[type] = source.folder } }
    return homes
  }

  /// The types of later folders that files name, a text for each file that names any.
  ///
  /// - Parameter order: The folders, each after those whose types it may name.
  package func namesOfLaterFolders(in order: [String]) -> [String] {
    let homes = homes.mapValues { order.firstIndex(of: $0) ?? 0 }
    return sources.compactMap { source in
      let place = order.firstIndex(of: source.folder) ?? 0
      let later = source.named.filter { homes[$0, default: 0] > place }.sorted()
      return later.isEmpty
        ? nil : "\(source.folder)/\(source.name) names \(later.joined(separator: ", "))"
    }
  }
}
