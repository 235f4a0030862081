import ArgumentParser
import CMIF

/// The arguments of commands that combine two images by a pose.
struct PosedPairOptions: ParsableArguments {
  @OptionGroup var names: PairArguments

  @Option(
    help: ArgumentHelp(
      "The template's pose: JSON of 'cmif align', an ITK transform, or a matrix of two or three rows, as "
        + "lines or JSON; - for standard input. Without it the pose is searched for by the options "
        + "under Images, Search and Labels, to fractions of a pixel unless --exhaustive takes the poses of a "
        + "grid. With it, options under Search and Labels are refused; masks and --wisdom have no effect.",
      valueName: "file"),
    completion: .file())
  var pose: String?

  @OptionGroup var poseScale: PoseScaleOptions

  @OptionGroup var trust: ConfidenceOptions

  @OptionGroup(title: "Images") var images: ImageOptions
  @OptionGroup(title: "Search") var search: SearchOptions
  @OptionGroup(title: "Labels") var labels: LabelingOptions
  @OptionGroup(title: "Machine") var machine: ResourceOptions
  @OptionGroup(title: "Messages") var verbosity: VerbosityOptions

  func validate() throws(ValidationError) {
    try images.checkLimit(areCompared: pose == nil)
    try labels.check(images.channels)
    try search.place.check()
    guard pose == nil || trust.minConfidence == 0 else {
      throw ValidationError("--min-confidence goes with a search: leave --pose out.")
    }
    guard pose == nil || PlainOptions.are(search, labels) else {
      throw ValidationError(
        "The options under Search and Labels go with a search: leave --pose out.")
    }
    guard pose != nil || poseScale.isNone else {
      throw ValidationError("--pose-scale-ref and --pose-scale-tmpl go with --pose.")
    }
  }

  /// Refuses an output that cannot be written beside these inputs.
  ///
  /// - Parameters:
  ///   - formats: The formats that can be written.
  ///   - input: The input whose place the output may take.
  func check(
    output: String, formats: [FileFormat], replacing input: String? = nil
  ) throws(ValidationError) {
    try OutputTarget(argument: output).check(isOneOf: formats)
    try InputsAndOutputs.check(
      inputs: [names.reference, names.template, pose] + images.masks,
      outputs: [output, machine.wisdom],
      inPlace: input.map { (output, $0) })
  }

  /// Reads both images, and reads the pose or searches for it.
  ///
  /// - Parameter check: Called before a search, to refuse images early.
  /// - Throws: Status 1 for a pose that was found with less than the least confidence, 65 for one that was
  ///   found on pictures of other sizes.
  func load(
    _ timings: inout Timings,
    check: (_ reference: InputPicture, _ template: InputPicture) throws(ToolError) -> Void
  ) async throws -> PosedPair {
    let given = try pose.map { argument throws(ToolError) in
      try PoseFile(InputSource(argument: argument))
    }
    if given != nil { try images.checkMasksExist() }
    let (fixed, moving) = try timings.measure("decoding") { () throws(ToolError) in
      (
        try images.picture(names.reference, as: .reference, verbosity: verbosity),
        try images.picture(names.template, as: .template, verbosity: verbosity)
      )
    }
    try check(fixed, moving)
    if let given {
      try poseScale.check(
        given, fits: PairSizes(reference: fixed.size, template: moving.size),
        names: (
          InputSource(argument: names.reference).name, InputSource(argument: names.template).name
        ))
      return PosedPair(
        reference: fixed, template: moving, pose: poseScale.enlarged(given.pose))
    }
    let found = try await searchedPose(reference: fixed, template: moving, &timings)
    return PosedPair(reference: fixed, template: moving, pose: found)
  }

  /// Says so where the pose leaves nothing of the template on the reference.
  func remarkWhereApart(_ pair: PosedPair) {
    guard pair.isApart else { return }
    verbosity.remark(["The pose puts the template wholly off the reference."], on: names.template)
  }
}

extension ImageOptions {
  /// The pixels of a picture that hold data where `--nodata` names a value; `nil` where it names none.
  func mask(ofDataIn picture: InputPicture, _ role: ImageRole) -> Mask? {
    picture.mask(noData: pixels(of: role).noData)
  }
}
