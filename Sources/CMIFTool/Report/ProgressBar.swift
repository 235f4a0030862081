import Synchronization

/// A bar on standard error for work that takes longer than a second, on terminals only.
final class ProgressBar: Sendable {
  private struct State {
    var shown = -1
    var isDrawn = false
  }

  private static let width = 30
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private let state = Mutex(State())

  /// A bar, or `nil` where nobody would see it.
  init?() {
    guard StandardError.isTerminal else { return nil }
    start = clock.now
  }

  /// Draws the bar anew when it has moved by a percent.
  func update(done: Int, of total: Int) {
    let elapsed = clock.now - start
    guard elapsed > .seconds(1), total > 0, done > 0 else { return }
    state.withLock { state in
      let percent = 100 * done / total
      guard percent > state.shown else { return }
      state.shown = percent
      state.isDrawn = true
      let left = elapsed * Double(total - done) / Double(done)
      let filled = Self.width * done / total
      let bar =
        String(repeating: "#", count: filled) + String(repeating: ".", count: Self.width - filled)
      StandardError.write(
        "\r[\(bar)] \(percent) %, \(left.components.seconds) s left \u{1B}[K", end: "")
    }
  }

  /// Takes the bar off the screen.
  func clear() {
    state.withLock { if $0.isDrawn { StandardError.write("\r\u{1B}[K", end: "") } }
  }
}
