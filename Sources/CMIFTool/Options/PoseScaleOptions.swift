import ArgumentParser
import CMIF

/// How many times as large both pictures are as the copies that their pose was found on.
struct PoseScaleOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The reference is this many times as large as the copy that the pose was found on: x in the copy "
        + "is factor * (x + 0.5) - 0.5 here.", valueName: "factor"))
  var poseScaleRef = 1.0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The same for the template.", valueName: "factor"))
  var poseScaleTmpl = 1.0

  /// Whether the pose is used as it is.
  var isNone: Bool { poseScaleRef == 1 && poseScaleTmpl == 1 }

  func validate() throws(ValidationError) {
    for (name, factor) in [("ref", poseScaleRef), ("tmpl", poseScaleTmpl)] {
      guard factor > 0, factor.isFinite else {
        throw ValidationError("--pose-scale-\(name) must be a number above 0, not \(factor).")
      }
    }
  }

  /// The pose of the pictures from that of the copies.
  func enlarged(_ pose: Pose) -> Pose {
    pose.enlarged(reference: poseScaleRef, template: poseScaleTmpl)
  }

  /// Refuses pictures that a pose was not found on, nor on copies of them.
  ///
  /// The sides of a copy are rounded: a side `n` of the copy fits a side `N` of the picture where
  /// `|F n - N| < max(F, 1)`, which is equality without a factor.
  ///
  /// - Parameter names: The names of the reference and the template in messages.
  /// - Throws: Status 65 with the first picture that does not fit.
  func check(
    _ pose: PoseFile, fits sizes: PairSizes, names: (reference: String, template: String)
  ) throws(ToolError) {
    guard let found = pose.sizes else { return }
    let pictures = [
      Fit(
        role: "reference", option: "--pose-scale-ref", factor: poseScaleRef,
        found: found.reference, name: names.reference, size: sizes.reference),
      Fit(
        role: "template", option: "--pose-scale-tmpl", factor: poseScaleTmpl,
        found: found.template, name: names.template, size: sizes.template),
    ]
    for picture in pictures where !picture.isGood {
      throw ToolError(.invalidData, "Cannot use \(pose.source.name): \(picture.misfit).")
    }
  }
}

/// A picture beside the one that a pose was found on.
private struct Fit {
  let role: String
  let option: String
  let factor: Double
  /// The size that the pose was found on.
  let found: Size
  let name: String
  let size: Size

  var isGood: Bool {
    isGood(found.width, size.width) && isGood(found.height, size.height)
  }

  private func isGood(_ found: Int, _ side: Int) -> Bool {
    abs(factor * Double(found) - Double(side)) < max(factor, 1)
  }

  /// Why the picture does not fit.
  var misfit: String {
    let copy = "it was found on a \(role) of \(found.width) x \(found.height) pixels"
    let here = "\(name) has \(size.width) x \(size.height)"
    guard factor != 1 else { return "\(copy), but \(here); \(option) uses a pose of copies" }
    let sides = [found.width, found.height].map {
      Number.rounded(factor * Double($0), decimals: 1)
    }
    return "\(copy), which \(option) \(Number.exact(factor)) makes \(sides[0]) x \(sides[1]), "
      + "but \(here)"
  }
}
