/// How far a place stands out from its rivals, feature by feature.
///
///     prominence = 1/F Σ_f s_f / n_f        n_f = max(sqrt(1/K Σ_k r_kf²), sqrt(D_f ln M))
///
/// with `s_f` the sharpness of feature `f` at the place, `r_kf` that at the best `K` separate places, `K` up to 15,
/// and `F` the number of features that tell anything, those with `D_f > 0`. `n_f` is what the feature reaches in this
/// pair of images where nothing fits: its noise. So a feature counts by what it tells here: one that rises at many
/// places weighs less than one that rises at a single place.
///
/// - Unit: none. About 1 is what rivals have; 0 or less where the place is no peak.
/// - The floor `sqrt(D_f ln M)` stands in for rivals where a map is too small to have any: about the highest of `M`
///   offsets that independent noise reaches, given the `D_f` degrees of freedom of the feature's joint histogram.
struct Prominence: Sendable {
  /// The most rivals that a place is compared with.
  static let rivals = 15

  /// The floor of each feature; 0 for one that tells nothing.
  private let floors: [Double]

  /// - Parameters:
  ///   - freedoms: the degrees of freedom of each feature.
  ///   - offsets: the number of places that were compared.
  init(freedoms: [Int], offsets: Int) {
    floors = freedoms.map { (Double($0) * naturalLogarithm(Double(max(offsets, 2)))).squareRoot() }
  }

  /// The prominence of a place.
  ///
  /// - Parameters:
  ///   - features: the sharpness of each feature there.
  ///   - rivals: that of each feature at the separate places that it is compared with, the best place first.
  func value(of features: [Double], among rivals: some Sequence<[Double]>) -> Double {
    let rivals = Array(rivals.prefix(Self.rivals))
    let telling = features.indices.filter { floors[$0] > 0 }
    guard !telling.isEmpty else { return 0 }
    let ratios = telling.map { feature in
      let noise = rivals.map { $0[feature] }.rootMeanSquare
      return features[feature] / max(noise, floors[feature])
    }
    return ratios.reduce(0, +) / Double(telling.count)
  }
}

extension Collection<Double> {
  /// The root of the mean of the squares; 0 of no values.
  var rootMeanSquare: Double {
    isEmpty ? 0 : (reduce(0) { $0 + $1 * $1 } / Double(count)).squareRoot()
  }
}

extension Array {
  /// The elements by a figure, the highest first; those of equal figures in the order they have.
  func highestFirst(by figure: (Element) -> Double) -> [Element] {
    let figures = map(figure)
    return indices.sorted { (figures[$0], $1) > (figures[$1], $0) }.map { self[$0] }
  }
}
