import CMIF

/// A map as a file: a picture to look at, or numbers to compute with.
struct MapFile {
  let map: InformationMap
  /// The name of the region that the map covers.
  let region: Region
  /// The place of the template's pixel (0, 0) on the canvas of the turned template.
  var corner = (x: 0.0, y: 0.0)
  /// The looks of the picture.
  var style = MapStyle()

  /// The bytes of the file: NumPy's format for names that end in `.npy`, else PNG.
  func bytes(for target: OutputTarget) throws(ToolError) -> [UInt8] {
    if target.isNumPy {
      return NPYWriter.encode(map.values, rows: map.offsets.height, columns: map.offsets.width)
    }
    return try PNGWriter.encode(style.picture(of: map), texts: texts)
  }

  private var texts: [PNGWriter.Text] {
    let range = style.range(for: map)
    return [
      PNGWriter.Text(key: "minimum", value: Number.exact(range.lowerBound)),
      PNGWriter.Text(key: "maximum", value: Number.exact(range.upperBound)),
      PNGWriter.Text(key: "norm", value: map.normalization.rawValue),
      PNGWriter.Text(key: "region", value: region.rawValue),
      PNGWriter.Text(key: "offset", value: offset),
    ]
  }

  private var offset: String {
    let (x, y) = (Double(map.offsets.x) + corner.x, Double(map.offsets.y) + corner.y)
    return "\(Number.rounded(x, decimals: 4)) \(Number.rounded(y, decimals: 4))"
  }
}

extension MapFile {
  /// Computes the map of a pair at the angle and the scale of a pose, or of the template as it is.
  ///
  /// - Throws: What `map(of:region:normalization:criterion:resources:progress:)` throws.
  init(
    reference: AlignmentImage, template: AlignmentImage, turnedLike pose: Pose?,
    normalization: Normalization, resources: Resources
  ) async throws {
    var pair = LabelImagePair(reference: reference, template: template)
    if let pose {
      pair = pair.turned(angle: pose.angle, scale: pose.scale)
      let center = Pose.identity.center(of: pair.template[0].size)
      let turned = Pose(center: center, of: template.size, angle: pose.angle, scale: pose.scale)
      corner = (turned.tx, turned.ty)
    }
    region = .same
    map = try await Self.map(of: pair, normalization: normalization, resources: resources)
  }

  /// Computes the map of a pair over a region.
  ///
  /// - Throws: `CMIFError.outOfMemory` where there is no memory for the map and its file, and what
  ///   `InformationMap` throws.
  static func map(
    of pair: LabelImagePair, region: Region = .same, normalization: Normalization,
    criterion: RankingCriterion = .score,
    resources: Resources, progress: (@Sendable (_ done: Int, _ of: Int) -> Void)? = nil
  ) async throws -> InformationMap {
    let size = region.offsets(reference: pair.reference[0].size, template: pair.template[0].size)
    // The file is made in memory: a value, an overlap and a sample of the file for each offset.
    let bytes = (size?.count ?? 0) * 3 * MemoryLayout<Double>.stride
    guard Memory.isAvailable(bytes: bytes) else { throw CMIFError.outOfMemory(bytes: bytes) }
    return try await InformationMap(
      pair, region: region, normalization: normalization, criterion: criterion,
      resources: resources, progress: progress)
  }
}
