/// How far an answer may be off where it is right.
///
///     precision = sqrt(0.9² + (4.5 / p)²)        p = max(prominence, 1)
///
/// in pixels of the resolution at which the answer was compared: the standard deviation of the mean distance of the
/// template's corners from where they belong. The first term is what remains of the most prominent answers, the
/// second what noise adds. The constants are a fit to 120 right answers in real pairs (`Tests/Confidence`), the
/// truth of which is itself known to about a pixel.
enum Precision {
  /// The precision of an answer of some ``Prominence``.
  static func value(prominence: Double) -> Double {
    let (least, noise) = (0.9, 4.5 / max(prominence, 1))
    return (least * least + noise * noise).squareRoot()
  }
}
