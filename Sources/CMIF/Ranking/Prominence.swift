/// How far a place stands out from its rivals, feature by feature and as a whole.
///
///     parts = 1/F Σ_f s_f / n_f              n_f = max(rms of r_kf over k, sqrt(D_f ln M))
///     whole = Σ_f s_f / n                    n = max(rms of Σ_f r_kf over k, sqrt(Σ_f D_f ln M))
///     prominence = sqrt(parts · whole)
///
/// with `s_f` the sharpness of feature `f` at the place, `r_kf` that at the best separate places, and `F` the number of
/// features that tell anything, those with `D_f > 0`. `n_f` is what the feature reaches in this pair of images where
/// nothing fits: its noise. So a feature counts by what it tells here: one that rises at many places weighs less than
/// one that rises at a single place. The whole keeps a single feature of little sharpness from deciding alone.
///
/// - Unit: none. About 1 is what rivals have; 0 where the place is no peak.
/// - The floors stand in for rivals where a map is too small to have any: about the highest of `M` offsets that
///   independent noise reaches, given the `D_f` degrees of freedom of the feature's joint histogram.
struct Prominence: Sendable {
  /// The most rivals that a place is compared with. A map of few places has hardly more that are high.
  static let rivals = 5
  /// The most rivals of which those are chosen, the sharpest ones by the labels of a map: a fixed number, as the more
  /// places there are to choose from, the higher the best are.
  static let rivalCandidates = 12

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
  ///   - rivals: that of each feature at the separate places that it is compared with; those of the highest sums
  ///     count.
  func value(of features: [Double], among rivals: [[Double]]) -> Double {
    let sums = rivals.map { $0.reduce(0, +) }
    let best = sums.indicesFromHighest.prefix(Self.rivals).map { rivals[$0] }
    return (max(0, parts(features, best)) * max(0, whole(features, best))).squareRoot()
  }

  /// The places with the highest `parts` first, each among all others, from the sharpness of each feature at them.
  ///
  /// Of a single feature, that is the order of sharpness.
  func order(of places: [[Double]]) -> [Int] {
    places.indices.map { place in
      var others = places
      others.remove(at: place)
      return parts(places[place], others)
    }.indicesFromHighest
  }

  private func parts(_ features: [Double], _ rivals: [[Double]]) -> Double {
    let telling = features.indices.filter { floors[$0] > 0 }
    guard !telling.isEmpty else { return 0 }
    let ratios = telling.map { feature in
      features[feature] / max(rivals.rootMeanSquare(of: feature), floors[feature])
    }
    return ratios.reduce(0, +) / Double(telling.count)
  }

  private func whole(_ features: [Double], _ rivals: [[Double]]) -> Double {
    let floor = floors.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let noise = max(rivals.map { $0.reduce(0, +) }.rootMeanSquare, floor)
    return noise > 0 ? features.reduce(0, +) / noise : 0
  }
}

extension [[Double]] {
  /// The root of the mean of the squares of one feature's values; 0 where there are none.
  func rootMeanSquare(of feature: Int) -> Double { map { $0[feature] }.rootMeanSquare }
}

extension [Double] {
  /// The root of the mean of the squares; 0 of no values.
  fileprivate var rootMeanSquare: Double {
    isEmpty ? 0 : (reduce(0) { $0 + $1 * $1 } / Double(count)).squareRoot()
  }

  /// The indices of the values, those of the highest first; those of equal values in the order they have.
  var indicesFromHighest: [Int] { indices.sorted { (self[$0], $1) > (self[$1], $0) } }
}
