/// Makes text in the language of manual pages, `man(7)`.
enum Roff {
  /// The longest line: `mandoc -Tlint` complains beyond 80 characters.
  private static let lineLength = 78

  /// A text without characters that are commands to the formatter.
  static func escaped(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "\\": "\\e"
      case "-": "\\-"
      case "'": "\\(aq"
      case "`": "\\(ga"
      case "^": "\\(ha"
      case "~": "\\(ti"
      case _ where scalar.isASCII: String(scalar)
      default: "\\[u\(hexadecimal(scalar))]"
      }
    }.joined()
  }

  /// A word to be typed as it is: bold.
  static func bold(_ text: String) -> String { "\\fB\(escaped(text))\\fR" }

  /// A word that stands for a value: italic.
  static func italic(_ text: String) -> String { "\\fI\(escaped(text))\\fR" }

  /// A paragraph. Each sentence begins a line, so that the formatter spaces sentences.
  static func paragraph(_ text: String) -> [String] {
    var lines: [String] = []
    for word in text.split(whereSeparator: \.isWhitespace).map({ escaped(String($0)) }) {
      if let line = lines.last, let end = line.last, !".!?".contains(end),
        line.count + word.count < lineLength
      {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(word)
      }
    }
    return lines.map(textLine)
  }

  /// Lines that keep their breaks and indentation.
  static func verbatim(_ lines: [String]) -> [String] {
    [".PP", ".nf", ".RS 4"] + lines.map { textLine(escaped($0)) } + [".RE", ".fi"]
  }

  /// A line of text; a full stop at its start would make it a request.
  private static func textLine(_ line: String) -> String {
    line.hasPrefix(".") ? "\\&" + line : line
  }

  /// The code point for `\[u...]`: at least four digits.
  private static func hexadecimal(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(4 - digits.count, 0)) + digits
  }
}
