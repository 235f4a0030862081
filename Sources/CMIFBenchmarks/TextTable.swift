/// The cells of a table for people.
enum TextTable {
  /// A name, padded to the width of the first column.
  static func name(_ name: String) -> String {
    name + String(repeating: " ", count: max(0, 28 - name.count))
  }

  /// A number with some decimals, at the right end of its column.
  static func column(_ value: Double, _ decimals: Int, width: Int) -> String {
    let factor = (0..<decimals).reduce(1.0) { power, _ in power * 10 }
    let text =
      decimals == 0
      ? "\(Int(value.rounded()))" : "\((value * factor).rounded() / factor)"
    return String(repeating: " ", count: max(1, width - text.count)) + text
  }
}
