import ArgumentParser
import CMIF

/// How pictures become labels. The defaults of `map` differ from those of the other commands.
struct LabelingOptions: ParsableArguments {
  @Option(
    help: """
      The features to compare, names with commas between them: the grey value (intensity), the grey value relative \
      to those around it (local), the direction of edges (orientation), the colour (color); by default \
      \(standard(\.featureNames)).
      """)
  var features: FeatureList?

  @Option(
    help: "How grey values become levels; by default \(standard(\.quantizer.rawValue)).")
  var quantizer: Quantizer?

  @Option(
    parsing: .unconditional,
    help: "The number of levels, 2 to 256; by default \(standard(\.bins.description)).")
  var bins: Int?

  @Option(parsing: .unconditional, help: "The number of levels of the reference alone.")
  var binsRef: Int?

  @Option(parsing: .unconditional, help: "The number of levels of the template alone.")
  var binsTmpl: Int?

  func validate() throws(ValidationError) {
    for (name, value) in [("bins", bins), ("bins-ref", binsRef), ("bins-tmpl", binsTmpl)] {
      if let value, !(2...256).contains(value) {
        throw ValidationError("--\(name) must be 2 to 256, not \(value).")
      }
    }
  }

  /// The labels of `map`, those of the reference implementation.
  static let ofMaps = Labeling(features: [.intensity], quantizer: .uniform, bins: 16)

  /// The default of a property, and that of `map`, for help.
  private static func standard(_ property: (Labeling) -> String) -> String {
    "\(property(Labeling())), for map \(property(ofMaps))"
  }

  /// Refuses the feature colour together with `--channels each`.
  func check(_ channels: ImageOptions.Channels) throws(ValidationError) {
    guard channels == .gray || features?.features.contains(.color) != true else {
      throw ValidationError("--features color goes with --channels gray.")
    }
  }

  /// How one of the pictures becomes labels. Options that are not given are those of `standard`.
  func labeling(of role: ImageRole, default standard: Labeling = Labeling()) -> Labeling {
    let ownBins = role == .reference ? binsRef : binsTmpl
    return Labeling(
      features: features?.features ?? standard.features,
      quantizer: quantizer ?? standard.quantizer, bins: ownBins ?? bins ?? standard.bins)
  }

  /// The line that `--verbose` prints of the labels.
  func message(default standard: Labeling = Labeling()) -> String {
    VerboseMessages.labels(
      reference: labeling(of: .reference, default: standard),
      template: labeling(of: .template, default: standard))
  }
}

extension Labeling {
  fileprivate var featureNames: String { features.map(\.rawValue).joined(separator: ",") }
}
