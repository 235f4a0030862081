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

  /// The best admitted peaks, the best first, at most `count`.
  func best(_ count: Int, by criterion: RankingCriterion) -> [Place] {
    let ranked =
      criterion == .sharpness
      ? contest(found.peaks) + found.peaks.dropFirst(Self.contenders) : found.peaks
    return ranked.prefix(count).map(place)
  }

  /// A better place than the best answer with less overlap than asked for; the answer itself where a neighbour of
  /// it is such a place. `nil` where none is known.
  func placeBeyond(_ best: Place, by criterion: RankingCriterion, least: Int) -> Peak? {
    let first = criterion == .sharpness ? contest(found.sharpest).first : nil
    if let first, first.overlap < least { return first }
    return best.peak.isAtEdge ? best.peak : nil
  }

  /// The sharpest of some peaks, the most prominent one first.
  private func contest(_ peaks: [Peak]) -> [Peak] {
    let contenders = peaks.prefix(Self.contenders)
    return prominence.order(of: contenders.map(\.features)).map { contenders[$0] }
  }

  /// A peak with its prominence among the sharpest separate places of enough overlap.
  private func place(_ peak: Peak) -> Place {
    let least = min(Double(peak.overlap), rivalOverlap)
    let rivals = found.sharpest.filter {
      $0.distance(to: peak) > PeakFinder.rivalRadius && Double($0.overlap) >= least
    }
    return Place(
      peak: peak, prominence: prominence.value(of: peak.features, among: rivals.map(\.features)))
  }
}
