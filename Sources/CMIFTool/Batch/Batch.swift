import CMIF

/// Aligns the pairs of a table, several at a time and each on one thread.
struct Batch: Sendable {
  /// How many pairs have been answered, and for how many of them there is no alignment.
  struct Count {
    var rows = 0
    var failures = 0
  }

  let writer: RowWriter
  /// The pairs at work at the same time, and the memory of each.
  let resources: Resources
  private let references = RecentSource()

  /// How many rows may wait for one before them: more than ever do, unless that takes very long.
  private static let patience = 1000

  init(writer: RowWriter, resources: Resources) {
    self.writer = writer
    self.resources = resources
  }

  /// Answers the rows of a table that are in a part of it and not finished yet.
  func run(
    _ table: PairTable, shard: Shard, finished: FinishedRows?
  ) async throws -> (count: Count, timings: Timings) {
    var (table, count, timings) = (table, Count(), Timings())
    try await withThrowingTaskGroup(of: Answer.self) { group in
      var (started, ended) = (0, 0)
      func endOne() async throws {
        guard let answer = try await group.next() else { return }
        ended += 1
        count.failures += answer.hasFailed ? 1 : 0
        timings.add(answer.timings)
      }
      while let row = try table.next() {
        guard shard.contains(row: row.number) else { continue }
        count.rows += 1
        if let hasFailed = try finished?.hasFailed(row) {
          count.failures += hasFailed ? 1 : 0
          continue
        }
        while started - ended == resources.threads || started - writer.written > Self.patience {
          try await endOne()
        }
        group.addTask { [started] in
          let answer = try await answer(to: row)
          try writer.put(answer.text, at: started)
          return answer
        }
        started += 1
      }
      while ended < started { try await endOne() }
    }
    return (count, timings)
  }

  /// What is written for a row.
  private struct Answer: Sendable {
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
    let (reference, template) = try timings.measure("decoding") { () throws(ToolError) in
      (
        try references.source(row.reference, mask: images.maskRef, labelings.reference, images),
        try images.source(row.template, mask: images.maskTmpl, labelings.template)
      )
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
