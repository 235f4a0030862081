extension AlignmentResult {
  /// Searches from ever finer resolutions, the coarsest first, until an answer is sure; the surest answers count, and
  /// the work of all searches.
  ///
  /// - Throws: The last of ``CMIFError/noOverlap`` and ``CMIFError/noInformation`` when every search ends with one of
  ///   them, and any other error at once.
  static func surest(
    of factors: [Int], _ search: (_ factor: Int) async throws -> AlignmentResult
  ) async throws -> AlignmentResult {
    var best: AlignmentResult?
    var statistics: EngineStatistics?
    var failure = CMIFError.noOverlap
    for factor in factors {
      do {
        let result = try await search(factor)
        statistics?.addSearch(result.statistics)
        statistics = statistics ?? result.statistics
        if best.map(result.isSurer) ?? true { best = result }
        if result.best.confidence >= Confidence.sure { break }
      } catch let error as CMIFError where error.isNothingFound {
        failure = error
      }
    }
    guard var best, let statistics else { throw failure }
    best.statistics = statistics
    return best
  }

  /// Whether the best answer is surer than that of an earlier result, by more than chance: of two unlikely answers
  /// neither is surer.
  func isSurer(than earlier: AlignmentResult) -> Bool {
    best.confidence > earlier.best.confidence + 0.05
  }
}
