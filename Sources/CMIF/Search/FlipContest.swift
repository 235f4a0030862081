/// The comparison of the answers that a template has after one flip with those after others.
///
/// At most one flip is right. So the best answer of each other flip is a rival, and the confidence in an answer is at
/// most `Confidence.value(prominence:among:)`.
struct FlipContest {
  /// What was found after each flip, with poses of the template as it is.
  let results: [AlignmentResult]
  let options: AlignmentOptions
  let template: Size

  private struct Entry {
    let answer: AlignmentAnswer
    /// The prominence of the best answer of each other flip.
    let rivals: [Double]
  }

  /// The best answers of all, best first, with the warnings of the flip that the best one belongs to, and the work of
  /// all searches.
  var result: AlignmentResult {
    var remaining = results.map { $0.answers[...] }
    var entries: [Entry] = []
    var winner = 0
    while entries.count < options.peakCount, let next = best(of: remaining),
      let answer = remaining[next].popFirst()
    {
      if entries.isEmpty { winner = next }
      guard entries.allSatisfy({ !isOnePlace($0.answer, answer, within: options.peakRadius) })
      else { continue }
      entries.append(Entry(answer: answer, rivals: rivals(of: answer, from: next)))
    }
    var result = results[winner].with(entries.map(confident))
    for index in results.indices where index != winner {
      result.statistics.addSearch(results[index].statistics)
    }
    if let best = entries.first, isContested(best) { result.warnings.append(.otherFlip) }
    return result
  }

  /// The results whose next answer is the best; of ranks that differ by less than a part in 10^9 the first.
  private func best(of remaining: [ArraySlice<AlignmentAnswer>]) -> Int? {
    var best: (index: Int, rank: Double)?
    for (index, answers) in remaining.enumerated() {
      guard let next = answers.first else { continue }
      let rank = options.criterion == .score ? next.score : next.prominence
      if let best, rank <= best.rank * (1 + 1e-9) { continue }
      best = (index, rank)
    }
    return best?.index
  }

  private func rivals(of answer: AlignmentAnswer, from own: Int) -> [Double] {
    results.indices.filter { $0 != own }.map { results[$0].best }.filter {
      !isOnePlace($0, answer, within: PeakFinder.rivalRadius)
    }.map(\.prominence)
  }

  /// Whether two flips have led to one place: their ranges of turns may meet.
  private func isOnePlace(
    _ one: AlignmentAnswer, _ other: AlignmentAnswer, within radius: Int
  ) -> Bool {
    one.pose.isMirrored == other.pose.isMirrored
      && one.pose.cornerDistance(to: other.pose, template: template) <= Double(radius)
  }

  private func confident(_ entry: Entry) -> AlignmentAnswer {
    let limit = Confidence.value(prominence: entry.answer.prominence, among: entry.rivals)
    return entry.answer.withConfidence(min(entry.answer.confidence, limit))
  }

  /// Whether an answer that could be trusted alone has a rival that keeps it from being sure.
  private func isContested(_ entry: Entry) -> Bool {
    entry.answer.confidence >= Confidence.unproven
      && entry.rivals.contains { Confidence.isRival($0, of: entry.answer.prominence) }
  }
}
