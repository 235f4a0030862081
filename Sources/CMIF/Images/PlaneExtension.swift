extension Plane {
  /// The plane with samples that go on beyond a mask, up to `radius` pixels away from it: each excluded pixel gets
  /// the mean of those of its eight neighbours that are nearer to the mask.
  ///
  /// A filter of that radius then meets no edge where the mask ends.
  func extended(beyond mask: Mask, by radius: Int) -> Plane {
    var samples = Array(samples)
    var isKnown = mask.isIncluded
    for _ in 0..<radius {
      var ring: [(index: Int, sample: Int32)] = []
      for index in samples.indices where !isKnown[index] {
        let (y, x) = index.quotientAndRemainder(dividingBy: width)
        var (sum, count) = (0, 0)
        for v in max(y - 1, 0)...min(y + 1, height - 1) {
          for u in max(x - 1, 0)...min(x + 1, width - 1) where isKnown[v * width + u] {
            sum += Int(samples[v * width + u])
            count += 1
          }
        }
        if count > 0 { ring.append((index, Int32(clamping: sum / count))) }
      }
      for (index, sample) in ring {
        samples[index] = sample
        isKnown[index] = true
      }
    }
    return Plane(width: width, height: height, samples: samples)
  }
}
