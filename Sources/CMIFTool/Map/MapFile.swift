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
  /// The place of the template's pixel (0, 0) in the picture of the turned template.
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

  /// Refuses a map for which, and for whose file, there is no memory: before it is computed.
  static func requireMemory(
    for pair: LabelImagePair, region: Region = .same, target: OutputTarget,
    style: MapStyle = MapStyle()
  ) throws(CMIFError) {
    let size = region.offsets(reference: pair.reference[0].size, template: pair.template[0].size)
    // The file is made in memory, beside a value and an overlap for each offset.
    let each = PixelBytes.number + PixelBytes.integer + bytesPerOffset(target, style)
    let bytes = (size?.count ?? 0) * each
    guard Memory.isAvailableInParts(bytes: bytes) else { throw .outOfMemory(bytes: bytes) }
  }

  /// The most bytes for each offset that making the file takes at once, beside the map.
  private static func bytesPerOffset(_ target: OutputTarget, _ style: MapStyle) -> Int {
    target.isNumPy ? PixelBytes.number : style.bytesPerOffset
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
