/// Scores, overlaps and sharpness of one tile, and where sharpness is known.
struct PeakField {
  let rect: OffsetRect
  let scores: UnsafeBufferPointer<Double>
  let overlaps: UnsafeBufferPointer<Int32>
  let sharpness: UnsafeBufferPointer<Double>
  let tile: TileValues
  let featureCount: Int
  var covered: OffsetRect { tile.covered }

  static func with<R>(
    _ tile: TileValues, in rect: OffsetRect, featureCount: Int, _ body: (PeakField) -> R
  ) -> R {
    let sharpness = Sharpness.values(
      of: tile.information, tile, in: rect, featureCount: featureCount)
    return tile.values.withUnsafeBufferPointer { scores in
      tile.overlaps.withUnsafeBufferPointer { overlaps in
        sharpness.withUnsafeBufferPointer { sharpness in
          body(
            PeakField(
              rect: rect, scores: scores, overlaps: overlaps,
              sharpness: sharpness, tile: tile, featureCount: featureCount))
        }
      }
    }
  }

  func index(_ x: Int, _ y: Int) -> Int { covered.index(x: x, y: y) }

  func peak(_ x: Int, _ y: Int, ranked values: UnsafeBufferPointer<Double>) -> Peak {
    let i = index(x, y)
    return Peak(
      offset: Offset(x: x, y: y), rank: values[i], score: scores[i], sharpness: sharpness[i],
      features: [], overlap: Int(overlaps[i]),
      refinement: (refinement(values, i, step: 1), refinement(values, i, step: covered.width)))
  }

  /// A peak with the sharpness of each feature.
  func measured(_ peak: Peak) -> Peak {
    var peak = peak
    let i = index(peak.offset.x, peak.offset.y)
    peak.features = Sharpness.ofFeatures(at: i, tile, featureCount: featureCount)
    return peak
  }

  func isAtEdge(
    _ x: Int, _ y: Int, ranked values: UnsafeBufferPointer<Double>, minimumOverlap: Int
  ) -> Bool {
    let i = index(x, y)
    return [-1, 0, 1].contains { row in
      [-1, 0, 1].contains { column in
        let neighbour = i + row * covered.width + column
        return (1..<minimumOverlap).contains(Int(overlaps[neighbour]))
          && values[neighbour] > values[i]
      }
    }
  }

  /// The top of the values between an offset and its neighbours along one axis; 0 where a neighbour does
  /// not overlap.
  private func refinement(
    _ values: UnsafeBufferPointer<Double>, _ i: Int, step: Int
  ) -> Double {
    guard overlaps[i - step] > 0, overlaps[i + step] > 0 else { return 0 }
    return Vertex.ofLines(values[i - step], values[i], values[i + step])
  }
}
