import ArgumentParser

extension ParsableArguments {
  /// Whether every option is as it is by default.
  ///
  /// The texts of all values are compared, so that no option can be left out.
  var isPlain: Bool { (try? Self.parse([])).map { "\($0)" } == "\(self)" }
}
