import CMIF

/// A map as a file: a grey picture to look at, or numbers to compute with.
struct MapFile {
  let map: InformationMap
  /// The name of the region, or of the rectangle, that the map covers.
  let region: String
  /// Bits of a sample of the picture, 8 or 16.
  let depth: Int

  /// Computes the map of a pair over a region, if there is memory for it and for its file.
  static func map(
    of pair: ImagePair, region: Region = .same, norm: Norm, rank: Rank = .score,
    resources: Resources
  ) async throws -> InformationMap {
    let size = region.offsets(reference: pair.reference[0].size, template: pair.template[0].size)
    // A value, an overlap and the samples of the file, which is made in memory.
    let bytes = (size?.count ?? 0) * 3 * MemoryLayout<Double>.stride
    guard Memory.isAvailable(bytes: bytes) else { throw CMIFError.outOfMemory(bytes: bytes) }
    return try await InformationMap(
      pair, region: region, norm: norm, rank: rank, resources: resources)
  }

  /// The bytes of the file: NumPy's format for names that end in `.npy`, else PNG.
  func bytes(for target: OutputTarget) throws(ToolError) -> [UInt8] {
    if case .file(let path) = target, path.hasSuffix(".npy") {
      return NPY.encode(map.values, rows: map.offsets.height, columns: map.offsets.width)
    }
    return try PNGWriter.encode(picture, texts: texts)
  }

  /// The smallest value black, the largest white.
  private var picture: Picture {
    let (low, high) = range
    let white = Double((1 << depth) - 1)
    let scale = high > low ? white / (high - low) : 0
    return Picture(
      width: map.offsets.width, height: map.offsets.height, model: .gray, bitDepth: depth,
      samples: map.values.map { UInt16((($0 - low) * scale).rounded()) })
  }

  private var texts: [PNGWriter.Text] {
    let (low, high) = range
    return [
      PNGWriter.Text(key: "minimum", value: Number.exact(low)),
      PNGWriter.Text(key: "maximum", value: Number.exact(high)),
      PNGWriter.Text(key: "norm", value: map.norm.rawValue),
      PNGWriter.Text(key: "region", value: region),
      PNGWriter.Text(key: "offset", value: "\(map.offsets.x) \(map.offsets.y)"),
    ]
  }

  private var range: (low: Double, high: Double) {
    (map.values.min() ?? 0, map.values.max() ?? 0)
  }
}
