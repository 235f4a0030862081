import CMIF

/// The lines that `--verbose` prints.
enum VerboseMessages {
  /// The size of an image, and how the numbers of an array become samples.
  static func image(_ argument: String, _ input: InputPicture, noData: NoData) -> String {
    let parts = [
      "image: \(InputSource(argument: argument).name)",
      "\(input.size.width) x \(input.size.height) pixels",
    ]
    let details =
      input.array.map { numbers(of: $0, noData: noData) } ?? [samples(of: input.picture)]
    return (parts + details).joined(separator: ", ")
  }

  private static func samples(of picture: Picture) -> String {
    "\(count(picture.model.channelCount, "channel")) of \(count(picture.bitDepth, "bit"))"
  }

  private static func numbers(of array: StoredArray, noData: NoData) -> [String] {
    var parts = ["\(count(array.pixels.model.channelCount, "channel")) of \(array.number)"]
    if array.number.sampleBits == nil {
      let range = array.sampledRange(noData: noData)
      let ends = "\(Number.exact(range.lowerBound)) to \(Number.exact(range.upperBound))"
      parts.append("\(ends) spread over 16 bits")
    }
    if let mask = array.pixels.dataMask {
      parts.append("\(count(mask.isIncluded.count { !$0 }, "pixel")) without data")
    }
    return parts
  }

  /// How images become labels.
  static func labels(reference: Labeling, template: Labeling) -> String {
    "labels: \(reference.features.map(\.rawValue).joined(separator: " and ")), "
      + "\(reference.quantizer.rawValue), \(reference.bins) levels of the reference, "
      + "\(template.bins) of the template"
  }

  /// How the search was divided, and the working memory that it was allowed.
  static func work(_ statistics: EngineStatistics, _ resources: Resources) -> String {
    "search: \(count(statistics.poses, "pose")), \(count(statistics.tiles, "tile")), "
      + "transforms of \(statistics.transformColumns) x \(statistics.transformRows), "
      + "\(count(statistics.workers, "thread")), \(resources.memory >> 20) MiB allowed"
  }

  /// How long the whole run took.
  static func time(_ duration: Duration) -> String { "time: \(Number.seconds(duration)) s" }

  private static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }
}
