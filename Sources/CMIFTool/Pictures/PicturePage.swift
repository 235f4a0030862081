/// One page of a file: `stack.tif[3]` names the third of `stack.tif`.
struct PicturePage {
  /// The file that holds the page.
  let source: InputSource
  /// The number of the page, counted from 1; `nil` where none is named.
  let number: Int?

  /// Takes a name apart. A file whose own name ends like that of a page is meant as it is.
  init(_ source: InputSource) {
    guard case .file(let path) = source, !FileSystem.exists(path),
      let (file, number) = Self.split(path), FileSystem.exists(file)
    else {
      self.source = source
      number = nil
      return
    }
    self.source = .file(path: file)
    self.number = number
  }

  /// The path before a number in brackets, and the number; `nil` where there is none at the end.
  private static func split(_ path: String) -> (file: String, number: Int)? {
    guard path.utf8.last == UInt8(ascii: "]"),
      let bracket = path.utf8.lastIndex(of: UInt8(ascii: "["))
    else { return nil }
    let digits = path[path.utf8.index(after: bracket)...].utf8.dropLast()
    guard !digits.isEmpty, digits.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
    else { return nil }
    return (String(path[..<bracket]), Int(Substring(digits)) ?? .max)
  }
}
