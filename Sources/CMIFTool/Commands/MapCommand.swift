import ArgumentParser
import CMIF

/// `cmif map`: the information at every offset, as a picture or as numbers.
struct MapCommand: ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "map",
    abstract: "Write the mutual information at every offset.",
    discussion: """
      Writes a PNG. By default it is gray, with the smallest value black and the largest white. Its \
      text chunks hold both values and the offset of pixel (0, 0). If the name ends in .npy, writes \
      the values themselves as float64 for NumPy.

      Examples:
        cmif map reference.png template.png -o map.png
        cmif map --colormap viridis --mark reference.png template.png -o map.png
        cmif map --region valid --norm joint reference.png template.png -o map.npy
      """)

  @OptionGroup var names: PairArguments

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The map, .png or .npy; - for PNG on standard output.", valueName: "file"),
    completion: .files(MapFile.formats))
  var output: String

  @Option(
    help: "The offsets: all that overlap, as many as the reference has pixels, or those inside it.")
  var region = Region.same

  @Option(help: "The normalisation of the information by the entropies.")
  var norm = Normalization.unnormalized

  @Option(help: "The values: information (score), or how far it stands out (sharpness).")
  var rank = RankingCriterion.score

  @OptionGroup(title: "Picture") var picture: PictureOptions
  @OptionGroup(title: "Images") var images: ImageOptions
  @OptionGroup(title: "Labels") var labels: LabelingOptions
  @OptionGroup(title: "Machine") var machine: ResourceOptions
  @OptionGroup(title: "Messages") var verbosity: VerbosityOptions

  func validate() throws(ValidationError) {
    try OutputTarget(argument: output).check(isOneOf: MapFile.formats)
    try picture.check(OutputTarget(argument: output))
    try images.checkLimit()
    try labels.check(images.channels)
    try InputsAndOutputs.check(
      inputs: [names.reference, names.template] + images.masks, outputs: [output, machine.wisdom])
  }

  func run() async throws {
    let target = OutputTarget(argument: output)
    let file = try OutputFile(target)
    let wisdom = try machine.loadWisdom()
    var timings = Timings()
    verbosity.report(labels.message(default: LabelingOptions.ofMaps))
    let pair = try readPair(&timings)
    let bar = verbosity.progressBar
    let resources = machine.resources
    let action = "map \(names.reference.quoted) and \(names.template.quoted)"
    let map = try await ToolError.translating(action) {
      defer { bar?.clear() }
      try MapFile.requireMemory(
        for: pair, region: region, target: target, style: picture.style)
      return try await InformationMap(
        pair, region: region, normalization: norm, criterion: rank, resources: resources,
        progress: bar.map { $0.update(done:of:) })
    }
    verbosity.report(VerboseMessages.work(map.statistics, resources))
    timings.add(map.statistics)
    try timings.measure("output") { () throws(ToolError) in
      let bytes = try MapFile(map: map, region: region, criterion: rank, style: picture.style)
        .bytes(for: target)
      try file.commit(bytes)
    }
    machine.report(timings)
    try machine.saveWisdom(to: wisdom)
  }

  private func readPair(
    _ timings: inout Timings
  ) throws(ToolError) -> LabelImagePair {
    let (fixed, moving) = try timings.measure("decoding") { () throws(ToolError) in
      (
        try image(names.reference, as: .reference), try image(names.template, as: .template)
      )
    }
    return try timings.measure("quantising") { () throws(ToolError) in
      LabelImagePair(reference: fixed, template: moving)
    }
  }

  private func image(
    _ argument: String, as role: ImageRole
  ) throws(ToolError) -> AlignmentImage {
    let labeling = labels.labeling(of: role, default: LabelingOptions.ofMaps)
    return try images.source(argument, as: role, labeling, verbosity: verbosity)
  }
}
