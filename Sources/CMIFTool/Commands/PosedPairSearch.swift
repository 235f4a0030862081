import CMIF

extension PosedPairOptions {
  /// Searches for the best pose of the template on the reference.
  ///
  /// - Throws: Status 1 where it is found with less than the least confidence.
  func searchedPose(
    reference: InputPicture, template: InputPicture, _ timings: inout Timings
  ) async throws -> Pose {
    let wisdom = try machine.loadWisdom()
    var options = search.alignmentOptions
    options.isSubpixel = true
    options.resources = machine.resources
    verbosity.report(labels.message())
    let bar = verbosity.progressBar
    options.progress = bar.map { $0.update(done:of:) }
    let (fixed, moving) = (
      try image(of: reference, named: names.reference, as: .reference),
      try image(of: template, named: names.template, as: .template)
    )
    let alignment: PairAlignment
    do {
      defer { bar?.clear() }
      alignment = try await PairAlignment(
        reference: fixed, template: moving, names: (names.reference, names.template),
        options: options)
    }
    let statistics = alignment.result.statistics
    verbosity.report(VerboseMessages.work(statistics, options.resources))
    timings.add(statistics)
    try machine.saveWisdom(to: wisdom)
    verbosity.remark(on: alignment)
    try trust.require(alignment.result.best, template: names.template)
    return alignment.result.best.pose
  }

  private func image(
    of picture: InputPicture, named name: String, as role: ImageRole
  ) throws(ToolError) -> AlignmentImage {
    let image = try images.image(
      of: picture, named: name, as: role, labels.labeling(of: role))
    return search.spaced(image, as: role)
  }
}
