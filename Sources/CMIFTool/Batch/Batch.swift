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

  init(
    writer: RowWriter, resources: Resources, trust: ConfidenceOptions, verbosity: VerbosityOptions,
    overlays: OverlayFolder?
  ) {
    self.writer = writer
    self.resources = resources
    self.trust = trust
    self.verbosity = verbosity
    self.overlays = overlays
  }

  /// Answers the rows of a table that belong to a shard and are not finished yet.
  ///
  /// - Throws: Why the table cannot be read or an answer or overlay cannot be written; the rows at work are
  ///   cancelled. A pair that cannot be aligned is no error of the run.
  func run(
    _ table: PairTable, shard: Shard, finished: FinishedRows?
  ) async throws -> Summary {
    var (table, summary) = (table, Summary())
    try await withThrowingTaskGroup(of: Answer.self) { group in
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
          let answer = try await group.next()
        {
          summary.add(answer, trust)
          ended += 1
        }
        group.addTask { [started] in
          let answer = try await answer(to: row)
          try writer.put(answer.text, at: started)
          return answer
        }
        started += 1
      }
      for try await answer in group { summary.add(answer, trust) }
    }
    return summary
  }

  /// The line for a row.
  fileprivate struct Answer: Sendable {
    var text = ""
    /// The confidence of the alignment, `nil` where there is none.
    var confidence: Double?
    var timings = Timings()
  }

  private func answer(to row: PairRow) async throws -> Answer {
    var answer = Answer()
    let pair: AlignedPair
    do {
      pair = try await align(row, try row.options.get(), &answer.timings)
    } catch let error as ToolError {
      answer.text = error.json(of: row)
      overlays?.add(row, error)
      return answer
    }
    try overlays?.add(row, pair)
    answer.text = AlignmentReport(
      reference: row.reference, template: row.template,
      sizes: PairSizes(reference: pair.reference.size, template: pair.template.size),
      normalization: pair.normalization, result: pair.result, answers: trust.printed(pair.result)
    ).json(row: row.number, columns: row.passedThrough)
    answer.confidence = pair.result.best.confidence
    return answer
  }

  private func align(
    _ row: PairRow, _ options: PairOptions, _ timings: inout Timings
  ) async throws -> AlignedPair {
    let labelings = options.labels.labelings(default: Labeling())
    let images = options.images
    let reference = options.search.spaced(
      reference: try await references.image(
        row.reference, labelings.reference, images, &timings))
    let template = try timings.measure("decoding") { () throws(ToolError) in
      options.search.spaced(
        template: try images.source(row.template, as: .template, labelings.template))
    }
    let one = Resources(threads: 1, memory: resources.memory)
    let asked = options.options(resources: one)
    let result = try await ToolError.aligning(
      row.reference, row.template, reference, template, in: asked.window
    ) {
      try await Aligner(options: asked).align(reference: reference, template: template)
    }
    timings.add(result.statistics)
    let remarks = Remarks(
      options: options.search.options, reference: reference.size, template: template.size)
    verbosity.remark(remarks.sentences(on: result), on: row.template, row: row.number)
    return AlignedPair(
      reference: reference, template: template, normalization: options.search.norm, result: result)
  }
}

/// The images of a row, and where one lies on the other.
struct AlignedPair {
  let reference: AlignmentImage
  let template: AlignmentImage
  let normalization: Normalization
  let result: AlignmentResult
}

extension Batch.Summary {
  fileprivate mutating func add(_ answer: Batch.Answer, _ trust: ConfidenceOptions) {
    add(answer.confidence, trust)
    timings.add(answer.timings)
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
