/// The comparison of a map's peaks with one another, which decides the answer.
///
/// By sharpness, the answer is the most prominent one of the sharpest peaks: the noise of each feature is known only
/// when there are peaks to take it from. By score, it is the highest peak, as published.
struct PeakContest {
  /// A peak and how far it stands out from its rivals.
  struct Place {
    let peak: Peak
    let prominence: Double
  }

  /// The number of sharpest peaks of which the most prominent one is the answer.
  static let contenders = 16

  private let found: PeakFinder.Result
  private let prominence: Prominence
  private let rivalOverlap: Double

  init(found: PeakFinder.Result, pair: LabelImagePair, largestOverlap: Int) {
    self.found = found
    prominence = Prominence(freedoms: pair.freedoms, offsets: found.compared)
    rivalOverlap = Confidence.rivalOverlap * Double(largestOverlap)
  }

  /// The admitted peaks, the best first.
  func ranked(by criterion: RankingCriterion) -> [Place] {
    let places = found.peaks.map(place)
    guard criterion == .sharpness else { return places }
    let contenders = Array(places.prefix(Self.contenders)).highestFirst(by: \.prominence)
    return contenders + places.dropFirst(Self.contenders)
  }

  /// A better place than the best answer with less overlap than asked for; the answer itself where a neighbour of
  /// it is such a place. `nil` where none is known.
  func placeBeyond(_ best: Place, by criterion: RankingCriterion, least: Int) -> Peak? {
    let better = found.sharpest.prefix(Self.contenders).first {
      criterion == .sharpness && $0.overlap < least && place($0).prominence > best.prominence
    }
    return better ?? (best.peak.isAtEdge ? best.peak : nil)
  }

  /// A peak with its prominence among the sharpest separate places of enough overlap.
  private func place(_ peak: Peak) -> Place {
    let least = min(Double(peak.overlap), rivalOverlap)
    let rivals = found.sharpest.lazy.filter {
      $0.distance(to: peak) > PeakFinder.rivalRadius && Double($0.overlap) >= least
    }
    return Place(
      peak: peak, prominence: prominence.value(of: peak.features, among: rivals.map(\.features)))
  }
}
