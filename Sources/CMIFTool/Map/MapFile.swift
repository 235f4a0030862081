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
  ///
  /// - Throws: Status 69 where there is no memory for them.
  func bytes(for target: OutputTarget) throws(ToolError) -> [UInt8] {
    let (rows, columns) = (map.offsets.height, map.offsets.width)
    return try target.naming { () throws(OutputDefect) in
      let each = Self.bytesPerOffset(target, style)
      try OutputDefect.checkMemory(
        width: columns, height: rows, bytes: map.offsets.count * each)
      if target.isNumPy { return NPYWriter.encode(map.values, rows: rows, columns: columns) }
      return try PNGWriter.encode(style.picture(of: map), texts: texts)
    }
  }

  /// The most bytes for each offset that making the file takes at once, beside the map.
  private static func bytesPerOffset(_ target: OutputTarget, _ style: MapStyle) -> Int {
    target.isNumPy ? MemoryLayout<Double>.stride : style.bytesPerOffset
  }

  private var texts: [PNGWriter.Text] {
    let range = style.range(for: map)
    return [
      PNGWriter.Text(key: "minimum", value: Number.exact(range.lowerBound)),
      PNGWriter.Text(key: "maximum", value: Number.exact(range.upperBound)),
      PNGWriter.Text(key: "rank", value: criterion.rawValue),
      PNGWriter.Text(key: "norm", value: map.normalization.rawValue),
      PNGWriter.Text(key: "transfer", value: style.transfer.rawValue),
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
  /// Computes the map of a pair at the flip of a pose and, if asked for, at its angle and scale.
  ///
  /// - Throws: What `map(of:region:normalization:criterion:resources:progress:)` throws.
  init(
    reference: AlignmentImage, template: AlignmentImage, at pose: Pose, turns: Bool,
    normalization: Normalization, target: OutputTarget, resources: Resources
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
    map = try await Self.map(
      of: pair, normalization: normalization, target: target, resources: resources)
  }

  /// Computes the map of a pair over a region.
  ///
  /// - Throws: `CMIFError.outOfMemory` where there is no memory for the map and its file, and what
  ///   `InformationMap` throws.
  static func map(
    of pair: LabelImagePair, region: Region = .same, normalization: Normalization,
    criterion: RankingCriterion = .score, target: OutputTarget, style: MapStyle = MapStyle(),
    resources: Resources, progress: (@Sendable (_ done: Int, _ of: Int) -> Void)? = nil
  ) async throws -> InformationMap {
    let size = region.offsets(reference: pair.reference[0].size, template: pair.template[0].size)
    // The file is made in memory, beside a value and an overlap for each offset.
    let each =
      MemoryLayout<Double>.stride + MemoryLayout<Int32>.stride + bytesPerOffset(target, style)
    let bytes = (size?.count ?? 0) * each
    guard Memory.isAvailableInParts(bytes: bytes) else {
      throw CMIFError.outOfMemory(bytes: bytes)
    }
    return try await InformationMap(
      pair, region: region, normalization: normalization, criterion: criterion,
      resources: resources, progress: progress)
  }
}
