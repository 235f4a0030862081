import CMIF

/// A map as a file: a picture to look at, or numbers to compute with.
struct MapFile {
  let map: InformationMap
  /// The name of the region, or of the rectangle, that the map covers.
  let region: String
  /// Where the template's pixel (0, 0) is on the canvas that it was turned on for the map.
  var corner = (x: 0.0, y: 0.0)
  /// How it is drawn, where it becomes a picture.
  var style = MapStyle()

  /// Computes the map of a pair over a region, if there is memory for it and for its file.
  static func map(
    of pair: LabelImagePair, region: Region = .same, normalization: Normalization,
    criterion: RankingCriterion = .score,
    resources: Resources, progress: (@Sendable (_ done: Int, _ of: Int) -> Void)? = nil
  ) async throws -> InformationMap {
    let size = region.offsets(reference: pair.reference[0].size, template: pair.template[0].size)
    // A value, an overlap and the samples of the file, which is made in memory.
    let bytes = (size?.count ?? 0) * 3 * MemoryLayout<Double>.stride
    guard Memory.isAvailable(bytes: bytes) else { throw CMIFError.outOfMemory(bytes: bytes) }
    return try await InformationMap(
      pair, region: region, normalization: normalization, criterion: criterion,
      resources: resources, progress: progress)
  }

  /// The bytes of the file: NumPy's format for names that end in `.npy`, else PNG.
  func bytes(for target: OutputTarget) throws(ToolError) -> [UInt8] {
    if target.isNumPy {
      return NPY.encode(map.values, rows: map.offsets.height, columns: map.offsets.width)
    }
    return try PNGWriter.encode(style.picture(of: map), texts: texts)
  }

  private var texts: [PNGWriter.Text] {
    let range = style.range(for: map)
    return [
      PNGWriter.Text(key: "minimum", value: Number.exact(range.lowerBound)),
      PNGWriter.Text(key: "maximum", value: Number.exact(range.upperBound)),
      PNGWriter.Text(key: "norm", value: map.normalization.rawValue),
      PNGWriter.Text(key: "region", value: region),
      PNGWriter.Text(key: "offset", value: offset),
    ]
  }

  private var offset: String {
    let (x, y) = (Double(map.offsets.x) + corner.x, Double(map.offsets.y) + corner.y)
    return "\(Number.rounded(x, decimals: 4)) \(Number.rounded(y, decimals: 4))"
  }
}
