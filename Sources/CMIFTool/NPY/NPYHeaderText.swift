/// The text of an array's header: a dictionary as Python writes it.
///
///     {'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }
struct NPYHeaderText {
  /// A value of the dictionary.
  enum Value: Equatable {
    case text(String)
    case flag(Bool)
    case numbers([Int])
  }

  private var rest: ArraySlice<UInt8>

  /// The entries of the dictionary.
  ///
  /// - Throws: Why the text is none, or holds values of other kinds than a header has.
  static func entries(of text: ArraySlice<UInt8>) throws(InputDefect) -> [String: Value] {
    var reader = NPYHeaderText(rest: text)
    return try reader.dictionary()
  }

  private mutating func dictionary() throws(InputDefect) -> [String: Value] {
    var entries: [String: Value] = [:]
    try require("{")
    while !take("}") {
      guard case .text(let key) = try value() else { throw NPYHeader.corrupt("a name is missing") }
      try require(":")
      guard entries.updateValue(try value(), forKey: key) == nil else {
        throw NPYHeader.corrupt("it has \(key.quoted) twice")
      }
      if !take(",") {
        try require("}")
        break
      }
    }
    skipBlanks()
    guard rest.isEmpty else { throw NPYHeader.corrupt("there is text after its end") }
    return entries
  }

  private mutating func value() throws(InputDefect) -> Value {
    if take("'") { return .text(try text(endedBy: "'")) }
    if take("\"") { return .text(try text(endedBy: "\"")) }
    if take("(") { return .numbers(try numbers()) }
    if take("True") { return .flag(true) }
    if take("False") { return .flag(false) }
    if take("[") {
      throw InputDefect("its elements are records, make an array of each field first")
    }
    throw NPYHeader.corrupt("a value is missing")
  }

  private mutating func text(endedBy end: Unicode.Scalar) throws(InputDefect) -> String {
    guard let index = rest.firstIndex(of: UInt8(ascii: end)) else {
      throw NPYHeader.corrupt("a text does not end")
    }
    defer { rest = rest[(index + 1)...] }
    return String(decoding: rest[..<index], as: UTF8.self)
  }

  /// The numbers up to a closing parenthesis.
  private mutating func numbers() throws(InputDefect) -> [Int] {
    var numbers: [Int] = []
    while !take(")") {
      skipBlanks()
      let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      rest = rest.dropFirst(digits.count)
      guard let number = Int(String(decoding: digits, as: UTF8.self)) else {
        throw NPYHeader.corrupt("a length is no number, or too large")
      }
      numbers.append(number)
      if !take(",") {
        try require(")")
        break
      }
    }
    return numbers
  }

  // MARK: Words

  private mutating func skipBlanks() {
    rest = rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
  }

  /// Passes over a word, and blanks before it, if it comes next.
  private mutating func take(_ word: String) -> Bool {
    skipBlanks()
    guard rest.starts(with: word.utf8) else { return false }
    rest = rest.dropFirst(word.utf8.count)
    return true
  }

  private mutating func require(_ word: String) throws(InputDefect) {
    guard take(word) else { throw NPYHeader.corrupt("a '\(word)' is missing") }
  }
}
