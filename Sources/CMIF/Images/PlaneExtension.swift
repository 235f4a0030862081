extension Plane {
  /// The plane with samples that go on beyond a mask, up to `radius` pixels away from it: each excluded pixel gets
  /// the mean of those of its eight neighbours that are nearer to the mask.
  ///
  /// A filter of that radius then meets no edge where the mask ends.
  func extended(beyond mask: Mask, by radius: Int) -> Plane {
    var samples = Array(samples)
    var isKnown = mask.isIncluded
    var unknown = samples.indices.filter { !isKnown[$0] }
    for _ in 0..<radius {
      var ring: [(index: Int, sample: Int32)] = []
      for index in unknown {
        var (sum, count) = (0, 0)
        size.forEachNeighbor(of: index) { neighbor in
          guard isKnown[neighbor] else { return }
          sum += Int(samples[neighbor])
          count += 1
        }
        if count > 0 { ring.append((index, Int32(clamping: sum / count))) }
      }
      for (index, sample) in ring {
        samples[index] = sample
        isKnown[index] = true
      }
      // The next ring lies around this one.
      unknown.removeAll()
      var isListed = PixelSet(pixelCount: samples.count)
      for (index, _) in ring {
        size.forEachNeighbor(of: index) { neighbor in
          guard !isKnown[neighbor], !isListed.contains(neighbor) else { return }
          isListed.insert(neighbor)
          unknown.append(neighbor)
        }
      }
    }
    return Plane(width: width, height: height, samples: samples)
  }
}
