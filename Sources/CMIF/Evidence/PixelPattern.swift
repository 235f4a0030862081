/// Patterns of single pixels, or of single rows or columns, that are fixed to the frames: what a sensor adds to each
/// pixel, and every picture that it takes shows.
///
/// Optics and sampling spread a scene over some pixels, so that two pictures of it agree a pixel beside their place as
/// well. What pixels have each for themselves agrees at one place alone. With `I(d)` the mutual information of local
/// grey (`LocalGrey`), or the sum of that and of grey, `d` pixels beside the best place,
///
///     rest along an axis = (mean of I one pixel either way - mean of I around) / (I(0) - mean of I around)
///
/// where the mean around is over eight places six pixels away. A pattern of pixels decides where the smaller of the
/// rests along both axes is below 0.12, by either information: beside what is bright local grey does not see the noise of
/// a dark ground. In 46 real pairs at whose place frames coincide it was 0.18 or more by local grey; with noise that both
/// pictures share -0.05 to 0.05, with rows or columns below -0.2.
enum PixelPattern {
  /// The least rest along both axes that a scene has.
  private static let leastRest = 0.12
  private static let ring = Offset.ring(radius: 6)
  /// The places one pixel either way along each axis.
  private static let axes = [
    [Offset(x: -1, y: 0), Offset(x: 1, y: 0)], [Offset(x: 0, y: -1), Offset(x: 0, y: 1)],
  ]

  /// The features that are compared.
  static let features: [Feature] = [.local, .intensity]

  /// Whether a pattern of pixels decides an offset or one of the eight around it.
  ///
  /// - Parameter pair: labels by `features`.
  static func decides(_ pair: LabelImagePair, at offset: Offset) -> Bool {
    // By either information, most of the places are the same.
    let known = MadeOnce<Offset, [Double]>()
    let histograms = PixelHistograms(pair, referenceRuns: PixelRuns(pair.reference[0]))
    return features.indices.contains { last in
      decides(offset) { place in known.value(of: place) { sums(histograms, at: place) }[last] }
    }
  }

  /// The information of each feature and of those before it, summed over all planes.
  private static func sums(_ histograms: PixelHistograms, at place: Offset) -> [Double] {
    let planes = histograms.pair.reference.count / features.count
    var (sum, sums) = (0.0, [Double]())
    for channel in histograms.pair.reference.indices {
      sum += histograms.histogram(ofChannel: channel, at: place).information()
      if (channel + 1) % planes == 0 { sums.append(sum) }
    }
    return sums
  }

  private static func decides(
    _ offset: Offset, by information: (Offset) -> Double
  ) -> Bool {
    let values = offset.neighborhood.map { (place: $0, value: information($0)) }
    guard let best = values.max(by: { $0.value < $1.value }) else { return false }
    func mean(_ steps: [Offset]) -> Double {
      steps.reduce(0) { $0 + information(best.place + $1) } / Double(steps.count)
    }
    let around = mean(ring)
    let rests = axes.map { mean($0) - around }
    return best.value > around
      && rests.contains { $0 < leastRest * (best.value - around) }
  }
}
