import CMIF

/// The searches of `cmif align` for templates on one reference, several at once and each with its share of the machine.
struct TemplateSearch: Sendable {
  /// The end of the search for one template.
  struct Outcome: Sendable {
    /// Where the template lies, or why that is not known.
    var alignment: Result<PairAlignment, any Error>
    /// The template's image where its map is asked for; otherwise its memory is given back.
    var image: AlignmentImage?
    var timings: Timings
  }

  let reference: AlignmentImage
  /// What the searches have in common of the reference.
  private let cache: ReferenceCache?
  private let command: AlignCommand

  /// Reads the reference, and prepares what several searches have in common.
  init(_ command: AlignCommand, _ timings: inout Timings) throws(ToolError) {
    let image = try timings.measure("decoding") { () throws(ToolError) in
      try command.options.image(command.reference, as: .reference, verbosity: command.verbosity)
    }
    (self.command, reference) = (command, image)
    let search = command.options.search
    // In a window, each template is searched on its own part of the reference.
    guard command.templates.count > 1, search.isShift, search.place.window == nil,
      search.spacingRef == nil
    else {
      cache = nil
      return
    }
    cache = try timings.measure("quantising") {
      ReferenceCache(image, limit: command.machine.resources.memory)
    }
  }

  /// Searches for one template; `bar` shows the progress.
  func outcome(for template: String, _ bar: ProgressBar?) async -> Outcome {
    var timings = Timings()
    do {
      let image = try timings.measure("decoding") { () throws(ToolError) in
        try command.options.image(template, as: .template, verbosity: command.verbosity)
      }
      var options = command.options.alignmentOptions(resources: share)
      options.progress = bar.map { $0.update(done:of:) }
      let alignment = try await PairAlignment(
        reference: reference, template: image, names: (command.reference, template),
        options: options, sharing: cache)
      return Outcome(
        alignment: .success(alignment), image: command.mapOut == nil ? nil : image,
        timings: timings)
    } catch {
      return Outcome(alignment: .failure(error), timings: timings)
    }
  }

  /// The searches that run at once. Many searches with one thread each take less time than one after
  /// the other with all threads.
  var concurrentSearches: Int { min(command.machine.resources.threads, command.templates.count) }

  /// What a search that begins now may use: an equal share of the threads, and no more memory than there is.
  private var share: Resources {
    let searches = concurrentSearches
    let all = command.machine.resources(computations: searches)
    return Resources(threads: all.threads / searches, memory: all.memory)
  }
}
