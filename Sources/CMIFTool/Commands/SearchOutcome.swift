import CMIF

/// The end of the search for one template of `cmif align`: an answer or an error.
struct SearchOutcome: Sendable {
  struct Answer: Sendable {
    /// The template's image where its map is asked for; otherwise its memory is given back.
    let image: AlignmentImage?
    let result: AlignmentResult
    /// What the search was allowed.
    let resources: Resources
    /// The answer in the format asked for.
    let text: String
    /// What is said of it on standard error.
    let remarks: [String]
  }

  let template: String
  let answer: Result<Answer, any Error>
  let timings: Timings
}

extension AlignCommand {
  /// Searches for one template; `bar` shows the progress.
  func search(
    for template: String, on reference: Reference, _ bar: ProgressBar?
  ) async -> SearchOutcome {
    var timings = Timings()
    do {
      let image = try timings.measure("decoding") { () throws(ToolError) in
        pair.search.spaced(
          template: try pair.images.source(
            template, as: .template, labelings.template, verbosity: verbosity))
      }
      let options = options()
      let answer = try await ToolError.aligning(
        self.reference, template, reference.image, image, in: options.window
      ) {
        let result = try await Aligner(options: options).align(
          reference: reference.image, template: image, sharing: reference.cache,
          showingProgress: bar)
        let report = AlignmentReport(
          reference: self.reference, template: template,
          sizes: PairSizes(reference: reference.image.size, template: image.size),
          normalization: pair.search.norm, result: result, answers: trust.printed(result))
        return SearchOutcome.Answer(
          image: mapOut == nil ? nil : image, result: result, resources: options.resources,
          text: try format.text(of: report),
          remarks: Remarks(
            options: options, reference: reference.image.size, template: image.size
          ).sentences(on: result))
      }
      return SearchOutcome(template: template, answer: .success(answer), timings: timings)
    } catch {
      return SearchOutcome(template: template, answer: .failure(error), timings: timings)
    }
  }

  var labelings: (reference: Labeling, template: Labeling) {
    pair.labels.labelings(default: Labeling())
  }

  /// The searches that run at once. Many searches with one thread each take less time than one after
  /// the other with all threads.
  var concurrentSearches: Int { min(machine.resources.threads, templates.count) }

  /// Whether the poses to search are shifts alone.
  var isShift: Bool { pair.search.options.poses.isTranslation }

  /// The options of a search that begins now: it gets an equal share of the threads, and no more memory than there is.
  private func options() -> AlignmentOptions {
    let searches = concurrentSearches
    let all = machine.resources(computations: searches)
    return pair.options(resources: Resources(threads: all.threads / searches, memory: all.memory))
  }
}
