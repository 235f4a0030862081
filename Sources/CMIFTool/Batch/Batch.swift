import CMIF

/// Aligns the pairs of a table, several at a time and each on one thread.
struct Batch: Sendable {
  /// The pairs of a run, and the time that aligning them took.
  struct Summary {
    var rows = 0
    var failures = 0
    /// The pairs whose answers have less than the least confidence.
    var doubts = 0
    var timings = Timings()
  }

  let writer: RowWriter
  /// The pairs at work at the same time, and the memory of each.
  let resources: Resources
  let trust: ConfidenceOptions
  let verbosity: VerbosityOptions
  /// Where overlays are written, if they are asked for.
  let overlays: OverlayFolder?
  private let references = RecentReference()

  /// The most answers that may wait for the answer to an earlier row.
  private static let maxWaiting = 1000

  /// Answers the rows of a table that belong to a shard and are not finished yet.
  ///
  /// - Throws: Why the table cannot be read or an answer or overlay cannot be written; the rows at work are
  ///   cancelled. A pair that cannot be aligned is no error of the run.
  func run(
    _ table: PairTable, shard: Shard, finished: FinishedRows?
  ) async throws -> Summary {
    var (table, summary) = (table, Summary())
    try await withThrowingTaskGroup(of: AnsweredRow.self) { group in
      var (started, ended) = (0, 0)
      while let row = try table.next() {
        guard shard.contains(row: row.number) else { continue }
        summary.rows += 1
        if let known = try finished?.finished(row) {
          summary.add(known.confidence, trust)
          overlays?.add(row, known)
          continue
        }
        while started - ended >= resources.threads || started - writer.written > Self.maxWaiting,
          let answered = try await group.next()
        {
          summary.add(answered, trust)
          ended += 1
        }
        // Written by the task itself: the table may be a pipe whose next line is awaited here.
        group.addTask { [started] in
          let answered = try await answer(row)
          try writer.put(answered.line, at: started)
          return answered
        }
        started += 1
      }
      for try await answered in group { summary.add(answered, trust) }
    }
    return summary
  }

  /// A row's line of the output, and what it adds to the summary.
  fileprivate struct AnsweredRow: Sendable {
    var line = ""
    /// The confidence of the alignment, `nil` where there is none.
    var confidence: Double?
    var timings = Timings()
  }

  private func answer(_ row: PairRow) async throws -> AnsweredRow {
    var answered = AnsweredRow()
    let pair: AlignedPair
    do {
      pair = try await align(row, try row.options.get(), &answered.timings)
    } catch let error as ToolError {
      answered.line = error.json(of: row)
      overlays?.add(row, error)
      return answered
    }
    try overlays?.add(row, pair)
    let result = pair.alignment.result
    answered.line = AlignmentReport(alignment: pair.alignment, answers: trust.printed(result))
      .json(row: row.number, columns: row.passedThrough)
    answered.confidence = result.best.confidence
    return answered
  }

  private func align(
    _ row: PairRow, _ options: PairOptions, _ timings: inout Timings
  ) async throws -> AlignedPair {
    let reference = try await references.image(row.reference, options, &timings)
    let template = try timings.measure("decoding") { () throws(ToolError) in
      try options.image(row.template, as: .template)
    }
    let one = Resources(threads: 1, memory: resources.memory)
    let alignment = try await PairAlignment(
      reference: reference, template: template, names: (row.reference, row.template),
      options: options.alignmentOptions(resources: one))
    timings.add(alignment.result.statistics)
    verbosity.remark(on: alignment, row: row.number)
    return AlignedPair(reference: reference, template: template, alignment: alignment)
  }
}

/// The images of a row, and where one lies on the other.
struct AlignedPair {
  let reference: AlignmentImage
  let template: AlignmentImage
  let alignment: PairAlignment
}

extension Batch.Summary {
  fileprivate mutating func add(_ answered: Batch.AnsweredRow, _ trust: ConfidenceOptions) {
    add(answered.confidence, trust)
    timings.add(answered.timings)
  }

  /// Counts a row by its confidence, `nil` where it has no alignment.
  fileprivate mutating func add(_ confidence: Double?, _ trust: ConfidenceOptions) {
    if let confidence {
      doubts += confidence < trust.minConfidence ? 1 : 0
    } else {
      failures += 1
    }
  }
}

extension ToolError {
  /// The line that stands for a row without an alignment.
  fileprivate func json(of row: PairRow) -> String {
    let error = JSON.object([
      ("message", .string(message)), ("status", .number(Double(status.rawValue))),
    ])
    return JSON.object(
      AlignmentReport.head(row: row.number, reference: row.reference, template: row.template)
        + [("error", error)] + row.passedThrough
    ).text + "\n"
  }
}
