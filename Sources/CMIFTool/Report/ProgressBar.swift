import Synchronization

/// A progress bar on standard error, drawn when work takes longer than a second.
final class ProgressBar: Sendable {
  private struct State {
    var meter: ProgressMeter
    var isDrawn = false
  }

  private static let clearLine = "\u{1B}[K"
  private let clock = ContinuousClock()
  private let state: Mutex<State>

  /// A bar; `nil` where standard error is no terminal.
  init?() {
    guard StandardError.isTerminal else { return nil }
    state = Mutex(State(meter: ProgressMeter(at: clock.now)))
  }

  /// Draws the bar if it has changed. May be called by several threads at once.
  func update(done: Int, of total: Int) {
    state.withLock { state in
      guard let bar = state.meter.bar(done: done, of: total, at: clock.now) else { return }
      state.isDrawn = true
      StandardError.write("\r\(bar) \(Self.clearLine)", end: "")
    }
  }

  /// Removes the bar from the screen.
  func clear() {
    state.withLock { state in
      if state.isDrawn { StandardError.write("\r\(Self.clearLine)", end: "") }
      state.isDrawn = false
    }
  }
}
