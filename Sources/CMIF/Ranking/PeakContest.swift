/// The comparison of a map's peaks with one another, which decides the answer.
///
/// By sharpness, the answer is the most prominent one of the sharpest peaks, the contenders: the noise of each feature
/// is known only when there are peaks to take it from. By score, it is the highest peak, as published.
///
/// Where the best contender is in doubt, all of them are compared once more by finer labels, with their rivals.
struct PeakContest {
  /// A peak and how far it stands out from its rivals.
  struct Place {
    let peak: Peak
    let prominence: Double
  }

  /// The sharpness of each feature by finer labels, at the offsets that were compared by such.
  private struct Finer {
    let features: [Offset: [Double]]
    let prominence: Prominence

    /// Those of some peaks, or `nil` where one was not compared.
    func features(of peaks: [Peak]) -> [[Double]]? {
      let known = peaks.compactMap { features[$0.offset] }
      return known.count == peaks.count ? known : nil
    }
  }

  /// The number of sharpest peaks of which the most prominent one is the answer.
  static let contenders = 16

  private let found: PeakFinder.Result
  /// The sharpest places of all, as far apart as rivals.
  private let sharpest: [Peak]
  private let prominence: Prominence
  private let rivalOverlap: Double
  /// What finer labels tell of the contenders and their rivals; `nil` before they are compared by such.
  private var finer: Finer?
  /// The offsets among which answers are looked for, or `nil` for all.
  private let window: OffsetRect?

  init(
    found: PeakFinder.Result, freedoms: [Int], largestOverlap: Int, window: OffsetRect? = nil
  ) {
    self.found = found
    self.window = window
    sharpest = found.sharpest.separate(PeakFinder.rivalRadius)
    prominence = Prominence(freedoms: freedoms, offsets: found.compared)
    rivalOverlap = Confidence.rivalOverlap * Double(largestOverlap)
  }

  /// The best admitted peaks, the best first, at most `count`.
  ///
  /// By sharpness, the best one does not depend on how far answers are to be apart. The others are further from it than
  /// `radius`, as they are from one another.
  func best(_ count: Int, apart radius: Int, by criterion: RankingCriterion) -> [Place] {
    guard criterion == .sharpness, let first = contest(found.contenders).first else {
      return found.peaks.prefix(count).map(place)
    }
    let others = contest(found.peaks) + found.peaks.dropFirst(Self.contenders)
    let separate = others.lazy.filter { $0.distance(to: first) > radius }
    return ([first] + separate.prefix(count - 1)).map(place)
  }

  /// The offsets of the contenders and of their rivals, in row-major order: those that finer labels are asked about.
  var compared: [Offset] {
    let contenders = [found.contenders, found.peaks, sharpest].flatMap {
      $0.prefix(Self.contenders)
    }
    return Set((contenders + contenders.flatMap(rivals(of:))).map(\.offset))
      .sorted { ($0.y, $0.x) < ($1.y, $1.x) }
  }

  /// The contest by finer labels.
  ///
  /// - Parameters:
  ///   - features: the sharpness of each feature at the offsets `compared`.
  ///   - freedoms: the degrees of freedom of each feature.
  func comparing(by features: [Offset: [Double]], freedoms: [Int]) -> PeakContest {
    var contest = self
    contest.finer = Finer(
      features: features, prominence: Prominence(freedoms: freedoms, offsets: found.compared))
    return contest
  }

  /// Whether the best answer stands out beyond doubt.
  func isSettled(by criterion: RankingCriterion) -> Bool {
    best(1, apart: 0, by: criterion).contains {
      Confidence.value(prominence: $0.prominence) >= Confidence.beyondDoubt
    }
  }

  /// A better place than the best answer with less overlap than asked for; the answer itself where a neighbour of
  /// it is such a place. `nil` where none is known.
  func placeBeyond(_ best: Place, by criterion: RankingCriterion, least: Int) -> Peak? {
    let first = criterion == .sharpness ? contest(sharpest).first(where: isInWindow) : nil
    if let first, first.overlap < least { return first }
    return best.peak.isAtEdge ? best.peak : nil
  }

  /// A better place than the best answer outside of the window: one near the answer that is higher, or one that stands
  /// out among all places. `nil` where none is known.
  func placeOutside(_ best: Place, by criterion: RankingCriterion) -> Peak? {
    let near = sharpest.first {
      !isInWindow($0) && $0.distance(to: best.peak) <= PeakFinder.rivalRadius
        && (criterion == .score ? $0.score > best.peak.score : $0.precedes(best.peak))
    }
    guard near == nil, criterion == .sharpness, let first = contest(sharpest).first,
      !isInWindow(first),
      Confidence.value(prominence: place(first).prominence) > Confidence.unproven
    else { return near }
    return first
  }

  /// The most prominent other place, wherever it lies; `nil` where there is none.
  func otherPlace(_ best: Place) -> Place? {
    contest(sharpest).first { $0.distance(to: best.peak) > PeakFinder.rivalRadius }.map(place)
  }

  private func isInWindow(_ peak: Peak) -> Bool { window?.contains(peak.offset) ?? true }

  /// The sharpest of some peaks, the most prominent one first.
  private func contest(_ peaks: [Peak]) -> [Peak] {
    let contenders = Array(peaks.prefix(Self.contenders))
    let (features, prominence) = evidence(of: contenders)
    return prominence.order(of: features).map { contenders[$0] }
  }

  /// A peak with its prominence among its rivals.
  private func place(_ peak: Peak) -> Place {
    let (features, prominence) = evidence(of: [peak] + rivals(of: peak))
    return Place(
      peak: peak, prominence: prominence.value(of: features[0], among: Array(features[1...])))
  }

  /// The sharpness of each feature at some peaks, and what makes prominence of it: by finer labels where all of these
  /// peaks were compared by such, else by those of the map.
  private func evidence(of peaks: [Peak]) -> (features: [[Double]], prominence: Prominence) {
    if let finer, let features = finer.features(of: peaks) { return (features, finer.prominence) }
    return (peaks.map(\.features), prominence)
  }

  /// The sharpest separate places of enough overlap.
  private func rivals(of peak: Peak) -> [Peak] {
    let least = min(Double(peak.overlap), rivalOverlap)
    let rivals = sharpest.lazy.filter {
      $0.distance(to: peak) > PeakFinder.rivalRadius && Double($0.overlap) >= least
    }
    return Array(rivals.prefix(Prominence.rivalCandidates))
  }
}
