/// Numbers as text, the same for every locale.
enum Number {
  /// The shortest text that reads back to the same number; whole numbers without a point.
  static func exact(_ value: Double) -> String {
    if value == value.rounded(), abs(value) < 1e15 { return "\(Int(value))" }
    return "\(value)"
  }

  /// The value rounded to a number of decimals, without trailing zeros.
  static func rounded(_ value: Double, decimals: Int) -> String {
    let factor = (0..<decimals).reduce(1.0) { power, _ in power * 10 }
    let scaled = (value * factor).rounded()
    return scaled.magnitude < 1e15 ? exact(scaled / factor) : exact(value)
  }

  /// The value rounded to so many digits from the first that is not 0, or to more where it has them before the point.
  static func rounded(_ value: Double, digits: Int) -> String {
    var (decimals, scaled) = (0, value.magnitude)
    let enough = (1..<digits).reduce(1.0) { power, _ in power * 10 }
    while scaled > 0, scaled < enough {
      scaled *= 10
      decimals += 1
    }
    return rounded(value, decimals: decimals)
  }

  /// A share between 0 and 1 with three decimals, in words where these would be those of an end.
  static func share(_ value: Double) -> String {
    if value > 0, value < 0.0005 { return "below 0.001" }
    if value >= 0.9995, value < 1 { return "above 0.999" }
    return rounded(value, decimals: 3)
  }

  /// A range as options spell it, `-10:10`, each end rounded to a number of decimals.
  static func rounded(_ range: ClosedRange<Double>, decimals: Int) -> String {
    let ends = [range.lowerBound, range.upperBound]
    return ends.map { rounded($0, decimals: decimals) }.joined(separator: ":")
  }

  /// A duration in seconds, with the six decimals of microseconds.
  static func seconds(_ duration: Duration) -> String {
    let microseconds = Int((duration / .microseconds(1)).rounded())
    let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
    return "\(seconds).\("\(1_000_000 + rest)".dropFirst())"
  }
}
