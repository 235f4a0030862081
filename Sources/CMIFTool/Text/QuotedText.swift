extension String {
  /// The text in single quotes on one line, control characters escaped, to name a file in a message.
  var quoted: String {
    let escaped = unicodeScalars.map { scalar in
      scalar.properties.generalCategory == .control
        ? scalar.escaped(asASCII: true) : String(scalar)
    }
    return "'\(escaped.joined())'"
  }
}
