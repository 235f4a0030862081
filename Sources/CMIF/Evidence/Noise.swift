extension Plane {
  /// The share of noise in the plane's standard deviation, from 0 to about 1.
  ///
  /// The noise's standard deviation is taken from the mean magnitude of a filter that linear slopes and most edges
  /// pass by: `|4 c - 2 (n + e + s + w) + (ne + se + sw + nw)|`, which is `6 sqrt(2 / π)` times it for
  /// normal noise (Immerkær, Computer Vision and Image Understanding 64, 1996).
  func noiseShare(mask: Mask?) -> Double {
    guard width > 2, height > 2 else { return 0 }
    var (sum, square, count, rough) = (0.0, 0.0, 0, 0.0)
    for y in 1..<height - 1 {
      for x in 1..<width - 1 {
        let i = y * width + x
        guard mask.includes(i) else { continue }
        func at(_ index: Int) -> Double { Double(samples[index]) }
        let sides = at(i - 1) + at(i + 1) + at(i - width) + at(i + width)
        let corners =
          at(i - width - 1) + at(i - width + 1) + at(i + width - 1) + at(i + width + 1)
        rough += abs(4 * at(i) - 2 * sides + corners)
        sum += at(i)
        square += at(i) * at(i)
        count += 1
      }
    }
    guard count > 0 else { return 0 }
    let mean = sum / Double(count)
    let deviation = max(0, square / Double(count) - mean * mean).squareRoot()
    let noise = (Double.pi / 2).squareRoot() / 6 * rough / Double(count)
    return deviation > 0 ? noise / deviation : 0
  }
}
