/// How far an answer may be off where it is right.
///
///     precision = sqrt(1.1² + (4.1 / p)²)        p = max(prominence, 1)
///
/// in pixels of the resolution at which the answer was compared: the standard deviation of the mean distance of the
/// template's corners from where they belong. The first term is what remains of the most prominent answers, the
/// second what noise adds. The constants are a fit to 124 right answers in real pairs (`Tests/Confidence`), the
/// truth of which is itself known to about a pixel.
enum Precision {
  /// The precision of an answer of some ``Prominence``.
  static func value(prominence: Double) -> Double {
    let (least, noise) = (1.1, 4.1 / max(prominence, 1))
    return (least * least + noise * noise).squareRoot()
  }
}
