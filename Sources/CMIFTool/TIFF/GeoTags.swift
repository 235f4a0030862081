#if TIFF
  /// Where the pixels of a page lie on the earth: the tags of GeoTIFF, as they are stored.
  struct GeoTags: Sendable, Equatable {
    /// The units of a coordinate system that a pixel takes.
    private let pixelScale: [Double]
    /// Points of the picture, each with its place: column, row, level, and three coordinates.
    private var tiepoints: [Double]
    /// A matrix of four rows, from columns, rows and levels to coordinates.
    private var transformation: [Double]
    /// The coordinate system: keys, and what they refer to.
    private let keys: [UInt16]
    private let numbers: [Double]
    private let text: [UInt8]

    /// Reads the tags; `nil` where the page has none of them.
    init?(_ file: TIFFFile) {
      pixelScale = file.values(of: 33_550, as: Double.self)
      tiepoints = file.values(of: 33_922, as: Double.self)
      transformation = file.values(of: 34_264, as: Double.self)
      keys = file.values(of: 34_735, as: UInt16.self)
      numbers = file.values(of: 34_736, as: Double.self)
      text = file.values(of: 34_737, as: UInt8.self)
      guard
        ![pixelScale, tiepoints, transformation, numbers].allSatisfy(\.isEmpty) || !keys.isEmpty
      else { return nil }
    }

    /// The tags of a picture whose first pixel is another pixel of the same grid.
    func beginning(atX x: Int, y: Int) -> GeoTags {
      var tags = self
      for point in stride(from: 0, to: tiepoints.count - 5, by: 6) {
        tags.tiepoints[point] -= Double(x)
        tags.tiepoints[point + 1] -= Double(y)
      }
      if transformation.count == 16 {
        for row in stride(from: 0, to: 12, by: 4) {
          tags.transformation[row + 3] +=
            transformation[row] * Double(x) + transformation[row + 1] * Double(y)
        }
      }
      return tags
    }

    /// Sets the tags of a file that is being written.
    func set(in file: TIFFFile) -> Bool {
      file.set(33_550, pixelScale) && file.set(33_922, tiepoints)
        && file.set(34_264, transformation) && file.set(34_735, keys)
        && file.set(34_736, numbers) && file.set(34_737, text)
    }
  }
#endif
