import CMIF

/// A workload: a square reference, a template, bins, channels and a region.
struct Workload {
  var reference: Int
  var template: Size
  var bins = 8
  var channels = 1
  var region = Region.same
  var normalization = Normalization.unnormalized

  /// The sizes of both images.
  var sizes: String { "\(reference)²/\(template.width)x\(template.height)" }

  var name: String {
    sizes + (channels > 1 ? " x\(channels)" : "") + " \(bins) bins \(region)"
  }

  /// Whether the plain map is measured, too.
  var hasPlainMap: Bool { region == .same && bins == 8 && channels == 1 && reference <= 1024 }

  /// The workloads; those of a quick run have 8 bins and references of up to 2048 pixels a side.
  static func all(isQuick: Bool) -> [Workload] {
    var workloads: [Workload] = []
    for region in [Region.same, .valid] {
      for (reference, side) in [(256, 96), (512, 128), (1024, 128), (1024, 256), (2048, 512)] {
        for bins in isQuick ? [8] : [8, 16, 32] {
          workloads.append(
            Workload(reference: reference, template: square(side), bins: bins, region: region))
        }
      }
      for reference in isQuick ? [] : [2048, 8192] {
        workloads.append(Workload(reference: reference, template: square(256), region: region))
      }
    }
    let colors = Workload(
      reference: 256, template: Size(width: 125, height: 95), channels: 3, normalization: .sum)
    return workloads + [colors]
  }

  private static func square(_ side: Int) -> Size { Size(width: side, height: side) }

  /// The labels of a made-up pair.
  func pair() -> LabelImagePair {
    var scene = Scene(size: reference)
    let quantizer = Quantizer.uniform
    let images = (0..<channels).map { _ in
      (
        quantizer.labels(of: scene.reference(), bins: bins),
        quantizer.labels(
          of: scene.template(x: 20, y: 30, width: template.width, height: template.height),
          bins: bins)
      )
    }
    return LabelImagePair(reference: images.map(\.0), template: images.map(\.1))
  }
}
