import CMIF

/// The lines that `--verbose` prints.
enum VerboseMessages {
  /// The size of an image.
  static func image(_ argument: String, _ picture: Picture) -> String {
    "image: \(InputSource(argument: argument).name), \(picture.width) x \(picture.height) pixels, "
      + "\(count(picture.model.channelCount, "channel")) of \(count(picture.bitDepth, "bit"))"
  }

  /// How images become labels.
  static func labels(_ labelings: (reference: Labeling, template: Labeling)) -> String {
    let labeling = labelings.reference
    return "labels: \(labeling.features.map(\.rawValue).joined(separator: " and ")), "
      + "\(labeling.quantizer.rawValue), \(labeling.bins) levels of the reference, "
      + "\(labelings.template.bins) of the template"
  }

  /// How the search was divided.
  static func work(_ statistics: EngineStatistics) -> String {
    "search: \(count(statistics.poses, "pose")), \(count(statistics.tiles, "tile")), "
      + "transforms of \(statistics.transformColumns) x \(statistics.transformRows), "
      + count(statistics.workers, "thread")
  }

  /// How long the whole run took.
  static func time(_ duration: Duration) -> String { "time: \(Number.seconds(duration)) s" }

  private static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }
}
