extension JSON {
  /// Reads the first value of a text and ignores the rest, such as further lines of answers.
  ///
  /// Beyond JSON, numbers may have a plus sign or leading zeros, and strings may hold line breaks.
  ///
  /// - Throws: The line and the cause of the first error.
  init(firstIn text: String) throws(JSONError) {
    var reader = JSONReader(text)
    self = try reader.value(depth: 0)
  }

  /// The last member of this name of an object, or `nil`.
  subscript(name: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.last { $0.0 == name }?.1
  }

  /// The items of an array, or `nil`.
  var array: [JSON]? {
    guard case .array(let items) = self else { return nil }
    return items
  }

  /// The text, or `nil`.
  var string: String? {
    guard case .string(let value) = self else { return nil }
    return value
  }

  /// The number, or `nil`.
  var number: Double? {
    guard case .number(let value) = self else { return nil }
    return value
  }
}

/// Why a text is not JSON.
struct JSONError: Error, Equatable, CustomStringConvertible {
  /// The line of the text, counted from 1.
  let line: Int
  let cause: String

  var description: String { "line \(line): \(cause)" }
}

/// A recursive descent parser.
private struct JSONReader {
  private let bytes: [UInt8]
  private var position = 0

  /// The deepest nesting of values, which bounds the stack.
  private static let maxDepth = 100

  init(_ text: String) { bytes = Array(text.utf8) }

  /// Reads the next value.
  mutating func value(depth: Int) throws(JSONError) -> JSON {
    guard depth < Self.maxDepth else { throw failure("values are nested too deeply") }
    skipBlanks()
    switch peek {
    case UInt8(ascii: "{"): return .object(try members(depth: depth + 1))
    case UInt8(ascii: "["): return .array(try items(depth: depth + 1))
    case UInt8(ascii: "\""): return .string(try string())
    default: return try word()
    }
  }

  private mutating func members(depth: Int) throws(JSONError) -> [(String, JSON)] {
    var members: [(String, JSON)] = []
    try list(until: UInt8(ascii: "}")) { reader throws(JSONError) in
      let name = try reader.string()
      reader.skipBlanks()
      guard reader.take(UInt8(ascii: ":")) else { throw reader.failure("a colon is missing") }
      members.append((name, try reader.value(depth: depth)))
    }
    return members
  }

  private mutating func items(depth: Int) throws(JSONError) -> [JSON] {
    var items: [JSON] = []
    try list(until: UInt8(ascii: "]")) { reader throws(JSONError) in
      items.append(try reader.value(depth: depth))
    }
    return items
  }

  /// Reads a bracket, any number of items separated by commas, and the bracket `end`.
  private mutating func list(
    until end: UInt8, item: (inout Self) throws(JSONError) -> Void
  ) throws(JSONError) {
    position += 1
    skipBlanks()
    if take(end) { return }
    while true {
      skipBlanks()
      try item(&self)
      skipBlanks()
      if take(end) { return }
      guard take(UInt8(ascii: ",")) else { throw failure("a comma or a bracket is missing") }
    }
  }

  private mutating func string() throws(JSONError) -> String {
    guard take(UInt8(ascii: "\"")) else { throw failure("a name in quotes is missing") }
    var units: [UInt8] = []
    while let byte = peek {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: units, as: UTF8.self)
      case UInt8(ascii: "\\"): units += try escaped().utf8
      default: units.append(byte)
      }
    }
    throw failure("a quote is missing")
  }

  /// Reads an escape after its backslash.
  private mutating func escaped() throws(JSONError) -> String {
    let byte = peek
    if byte == UInt8(ascii: "u") { return try escapedUnits() }
    position += 1
    switch byte {
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    default: throw failure("an escape in a string is unknown")
    }
  }

  /// Reads a run of `\u` escapes, which may hold surrogate pairs.
  private mutating func escapedUnits() throws(JSONError) -> String {
    var units: [UInt16] = []
    position -= 1
    while bytes[position...].starts(with: Array(#"\u"#.utf8)) {
      let digits = String(decoding: bytes[position...].dropFirst(2).prefix(4), as: UTF8.self)
      guard digits.utf8.count == 4, let unit = UInt16(digits, radix: 16) else {
        throw failure("an escape in a string is cut short")
      }
      units.append(unit)
      position += 6
    }
    return String(decoding: units, as: UTF16.self)
  }

  /// Reads a number, `true`, `false` or `null`.
  private mutating func word() throws(JSONError) -> JSON {
    let word = String(decoding: bytes[position...].prefix(while: Self.isOfWord), as: UTF8.self)
    let value: JSON? =
      switch word {
      case "null": .null
      case "true": .bool(true)
      case "false": .bool(false)
      default: word.utf8.contains { Self.digits.contains($0) } ? Double(word).map(JSON.number) : nil
      }
    guard let value else {
      throw failure(word.isEmpty ? "a value is missing" : "\(word.quoted) is no value")
    }
    position += word.utf8.count
    return value
  }

  private static let digits = UInt8(ascii: "0")...UInt8(ascii: "9")

  private static func isOfWord(_ byte: UInt8) -> Bool {
    digits.contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
      || [UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: ".")].contains(byte)
  }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    position += 1
    return true
  }

  private mutating func skipBlanks() {
    while let byte = peek, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
  }

  private func failure(_ cause: String) -> JSONError {
    let line = 1 + bytes.prefix(position).count { $0 == UInt8(ascii: "\n") }
    return JSONError(line: line, cause: cause)
  }
}
