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
  ///
  /// - Throws: Status 1 where it is found with less than the least confidence.
  func searchedPose(
    reference: InputPicture, template: InputPicture, _ timings: inout Timings
  ) async throws -> Pose {
    let wisdom = try machine.loadWisdom()
    let labelings = labels.labelings(default: Labeling())
    var options = search.options
    options.isSubpixel = true
    options.resources = machine.resources
    verbosity.report(VerboseMessages.labels(labelings))
    let aligner = Aligner(options: options)
    let fixed = search.spaced(
      reference: try images.image(
        of: reference, named: self.reference, as: .reference, labelings.reference))
    let moving = search.spaced(
      template: try images.image(
        of: template, named: self.template, as: .template, labelings.template))
    let result = try await ToolError.aligning(
      self.reference, self.template, fixed, moving, in: options.window
    ) {
      try await aligner.align(
        reference: fixed, template: moving, showingProgress: verbosity.progressBar)
    }
    verbosity.report(VerboseMessages.work(result.statistics, options.resources))
    timings.add(result.statistics)
    try machine.saveWisdom(to: wisdom)
    let remarks = Remarks(options: options, reference: reference.size, template: template.size)
    verbosity.remark(remarks.sentences(on: result), on: self.template)
    try trust.require(result.best, template: self.template)
    return result.best.pose
  }
}
