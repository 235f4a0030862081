/// The number of cases of an open-ended test, or its duration as the environment sets it.
package struct Endurance: Sendable {
  /// The number of the first case. A number stands for the same case in every run.
  package let first: Int
  private let count: Int
  private let seconds: Double?
  private let start = ContinuousClock.now

  /// Reads `CMIF_SECONDS`, the duration, and `CMIF_FIRST`, the number of the first case.
  ///
  /// - Parameter count: The number of cases if no duration is set.
  package init(count: Int, environment: [String: String]) {
    self.count = count
    seconds = environment["CMIF_SECONDS"].flatMap(Double.init)
    first = environment["CMIF_FIRST"].flatMap { Int($0) } ?? 0
  }

  /// Whether a duration is set. The test then prints its progress.
  package var isLong: Bool { seconds != nil }

  /// Whether the case of this number is to be run.
  package func goesOn(at number: Int) -> Bool {
    guard let seconds else { return number < first + count }
    return ContinuousClock.now - start < .seconds(seconds)
  }
}
