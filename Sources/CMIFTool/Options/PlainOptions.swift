import ArgumentParser

/// The options under Search and Labels as they are by default.
///
/// They are a command of their own, which is parsed as it is: a group would be wrapped in a generic type, whose layout
/// is made at run time.
struct PlainOptions: ParsableCommand {
  @OptionGroup var search: SearchOptions
  @OptionGroup var labels: LabelingOptions

  /// Whether every option is as it is by default.
  ///
  /// The texts of all values are compared, so that no option can be left out.
  static func are(_ search: SearchOptions, _ labels: LabelingOptions) -> Bool {
    guard let plain = try? parseAsRoot([]) as? PlainOptions else { return false }
    return "\(plain.search)" == "\(search)" && "\(plain.labels)" == "\(labels)"
  }
}
