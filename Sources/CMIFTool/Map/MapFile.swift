import CMIF

/// A map as a file: a picture to look at, or numbers to compute with.
struct MapFile {
  /// The formats that a map is written in.
  static let formats: [FileFormat] = [.png, .npy]

  let map: InformationMap
  /// The name of the region that the map covers.
  let region: Region
  /// What the values are.
  var criterion = RankingCriterion.score
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

      PNGWriter.Text(key: "rank", value: criterion.rawValue),
extension MapFile {
      PNGWriter.Text(key: "transfer", value: style.transfer.rawValue),
  /// Computes the map of a pair at the flip of a pose and, if asked for, at its angle and scale.
  ///
  /// - Throws: What `map(of:region:normalization:criterion:resources:progress:)` throws.
  init(
    reference: AlignmentImage, template: AlignmentImage, at pose: Pose, turns: Bool,
    normalization: Normalization, resources: Resources
  ) async throws {
    let (flip, size) = (pose.flip, template.size)
    var pair = LabelImagePair(
      reference: reference, template: flip.map(template.flipped) ?? template)
    var placed = Pose.identity
    if turns {
      let plain = flip.map { pose.flipped($0, of: size) } ?? pose
      pair = pair.turned(angle: plain.angle, scale: plain.scale)
      placed = Pose(
        center: placed.center(of: pair.template[0].size), of: size, angle: plain.angle,
        scale: plain.scale)
    }
    if let flip { placed = placed.flipped(flip, of: size) }
    corner = (placed.tx, placed.ty)
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
