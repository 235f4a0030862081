import CMIF

/// Aligns the pairs of a table, several at a time and each on one thread.
struct Batch: Sendable {
  /// The pairs of a run, and the time that aligning them took.
  struct Summary {
    var rows = 0
    var failures = 0
    var timings = Timings()
  }

  let writer: RowWriter
  /// The pairs at work at the same time, and the memory of each.
  let resources: Resources
  private let references = RecentReference()

  /// The most answers that may wait for the answer to an earlier row.
  private static let maxWaiting = 1000

  init(writer: RowWriter, resources: Resources) {
    self.writer = writer
    self.resources = resources
  }

  /// Answers the rows of a table that belong to a shard and are not finished yet.
  ///
  /// - Throws: Why the table cannot be read or an answer cannot be written; the rows at work are
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
        if let hasFailed = try finished?.hasFailed(row) {
          summary.failures += hasFailed ? 1 : 0
          continue
        }
        while started - ended >= resources.threads || started - writer.written > Self.maxWaiting,
          let answer = try await group.next()
        {
          summary.add(answer)
          ended += 1
        }
        group.addTask { [started] in
          let answer = try await answer(to: row)
          try writer.put(answer.text, at: started)
          return answer
        }
        started += 1
      }
      for try await answer in group { summary.add(answer) }
    }
    return summary
  }

  /// The line for a row.
  fileprivate struct Answer: Sendable {
    var text = ""
    var hasFailed = false
    var timings = Timings()
  }

  private func answer(to row: PairRow) async throws -> Answer {
    var answer = Answer()
    do {
      let options = try row.options.get()
      let result = try await align(row, options, &answer.timings)
      answer.text = AlignmentReport(
        reference: row.reference, template: row.template, normalization: options.search.norm,
        alignments: result.alignments
      ).json(row: row.number)
    } catch let error as ToolError {
      answer.hasFailed = true
      answer.text = error.json(of: row)
    }
    return answer
  }

  private func align(
    _ row: PairRow, _ options: PairOptions, _ timings: inout Timings
  ) async throws -> AlignmentResult {
    let labelings = options.labels.labelings(default: Labeling())
    let images = options.images
    let reference = try await references.image(
      row.reference, mask: images.maskRef, labelings.reference, images, &timings)
    let template = try timings.measure("decoding") { () throws(ToolError) in
      try images.source(row.template, mask: images.maskTmpl, labelings.template)
    }
    let one = Resources(threads: 1, memory: resources.memory)
    let result = try await ToolError.translating(
      "align \(row.reference.quoted) and \(row.template.quoted)"
    ) {
      try await Aligner(options: options.options(resources: one))
        .align(reference: reference, template: template)
    }
    timings.add(result.statistics)
    return result
  }
}

extension Batch.Summary {
  fileprivate mutating func add(_ answer: Batch.Answer) {
    failures += answer.hasFailed ? 1 : 0
    timings.add(answer.timings)
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
        + [("error", error)]
    ).text + "\n"
  }
}
