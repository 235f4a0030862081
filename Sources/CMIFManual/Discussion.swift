/// A command's discussion, taken apart.
///
/// Paragraphs are separated by blank lines. A paragraph of a title with a colon and lines below that
/// are set in is a section.
struct Discussion {
  /// The lines below a title, without the space before them.
  struct Section {
    let title: String
    let lines: [String]
  }

  private(set) var paragraphs: [String] = []
  private(set) var sections: [Section] = []

  init(_ text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for block in lines.split(whereSeparator: \.isEmpty) {
      if let title = block.first, title.hasSuffix(":"), block.count > 1,
        block.dropFirst().allSatisfy({ $0.hasPrefix("  ") })
      {
        sections.append(
          Section(
            title: String(title.dropLast()),
            lines: block.dropFirst().map { String($0.dropFirst(2)) }))
      } else {
        paragraphs.append(block.joined(separator: " "))
      }
    }
  }

  /// The first section whose title begins so.
  func section(_ title: String) -> Section? { sections.first { $0.title.hasPrefix(title) } }
}
