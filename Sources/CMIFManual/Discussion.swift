/// A command's discussion, divided into paragraphs and sections.
///
/// Blank lines separate paragraphs. A paragraph is a section if its first line is a title with a colon and
/// all other lines are indented.
struct Discussion {
  /// A title, and the lines below it without their indentation.
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

  /// The first section whose title has this prefix.
  func section(_ title: String) -> Section? { sections.first { $0.title.hasPrefix(title) } }
}
