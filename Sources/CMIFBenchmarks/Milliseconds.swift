/// The median time that a step takes.
func milliseconds(repeats: Int, _ step: () async throws -> Void) async rethrows -> Double {
  let clock = ContinuousClock()
  var times: [Double] = []
  for _ in 0..<repeats {
    let start = clock.now
    try await step()
    times.append((clock.now - start) / .milliseconds(1))
  }
  return times.sorted()[times.count / 2]
}
