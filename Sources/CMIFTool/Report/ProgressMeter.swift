/// The text of a progress bar: how far a search is, and how long the rest of it may take.
///
/// A search over poses that is not sure of its answer is made again at a finer resolution, and counts
/// anew: the bar then starts again.
struct ProgressMeter {
  /// Work that takes less time shows no bar.
  private static let patience = Duration.seconds(1)
  private static let width = 30

  private let creation: ContinuousClock.Instant
  /// When the present search was first heard of, and the parts it had done by then.
  private var start: (time: ContinuousClock.Instant, done: Int)
  /// The highest percentage reported of the present search, and the last one shown.
  private var (reached, shown) = (0, -1)

  /// Begins to measure.
  init(at time: ContinuousClock.Instant) {
    creation = time
    start = (time, 0)
  }

  /// The bar when `done` of `total` parts are done; `nil` when it need not be drawn: within the first
  /// second, and until another percent is done.
  mutating func bar(done: Int, of total: Int, at time: ContinuousClock.Instant) -> String? {
    guard total > 0, done > 0 else { return nil }
    let percent = 100 * done / total
    // Threads report out of order, by a few parts. A fall from the end below the middle is a new search.
    if reached == 100, percent < 50 {
      start = (time, done)
      (reached, shown) = (0, -1)
    }
    reached = max(reached, percent)
    guard time - creation > Self.patience, percent > shown else { return nil }
    shown = percent
    let filled = Self.width * done / total
    let marks = String(repeating: "#", count: filled)
    let dots = String(repeating: ".", count: Self.width - filled)
    return "[\(marks)\(dots)] \(percent) %\(rest(done: done, of: total, at: time))"
  }

  /// The time that is left at the present search's pace, once there is a pace.
  private func rest(done: Int, of total: Int, at time: ContinuousClock.Instant) -> String {
    guard done > start.done else { return "" }
    let left = (time - start.time) * Double(total - done) / Double(done - start.done)
    return ", \(left.components.seconds) s left"
  }
}
