import CMIF

extension Aligner {
  /// Aligns while a bar shows the progress of the search.
  func align(
    reference: AlignmentImage, template: AlignmentImage, sharing shared: ReferenceCache? = nil,
    showingProgress bar: ProgressBar?
  ) async throws -> AlignmentResult {
    var options = options
    if let bar { options.progress = { bar.update(done: $0, of: $1) } }
    defer { bar?.clear() }
    return try await Aligner(options: options).align(
      reference: reference, template: template, sharing: shared)
  }
}

extension PosedPairOptions {
  /// Searches for the best pose of the template on the reference.
  func searchedPose(
    reference: Picture, template: Picture, _ timings: inout Timings
  ) async throws -> Pose {
    let wisdom = try machine.loadWisdom()
    let labelings = labels.labelings(default: Labeling())
    var options = search.options
    options.isSubpixel = true
    options.resources = machine.resources
    verbosity.report(VerboseMessages.labels(labelings))
    let aligner = Aligner(options: options)
    let result = try await ToolError.translating(
      "align \(self.reference.quoted) and \(self.template.quoted)"
    ) {
      try await aligner.align(
        reference: AlignmentImage(reference, labeling: labelings.reference),
        template: AlignmentImage(template, labeling: labelings.template),
        showingProgress: verbosity.progressBar)
    }
    verbosity.report(VerboseMessages.work(result.statistics))
    timings.add(result.statistics)
    try machine.saveWisdom(to: wisdom)
    return result.best.pose
  }
}
