/// Masks moved, shrunk and seen from the other side.
extension Mask {
  /// The pixels that have an excluded pixel within a square of given radius around them.
  func dilatedComplement(radius: Int) -> [Bool] {
    func spread(_ flags: [Bool], length: Int, step: Int, lines: Int, lineStep: Int) -> [Bool] {
      var result = [Bool](repeating: false, count: flags.count)
      for line in 0..<lines {
        var last = -radius - 1
        for i in 0..<length + radius {
          if i < length && flags[line * lineStep + i * step] { last = i }
          let target = i - radius
          if target >= 0 && last >= target - radius {
            result[line * lineStep + target * step] = true
          }
        }
      }
      return result
    }
    let across = spread(
      isIncluded.map { !$0 }, length: width, step: 1, lines: height, lineStep: width)
    return spread(across, length: height, step: width, lines: width, lineStep: 1)
  }

  /// The pixels that have no excluded pixel within a square of given radius around them.
  func eroded(by radius: Int) -> Mask {
    Mask(width: width, height: height, isIncluded: dilatedComplement(radius: radius).map { !$0 })
  }

  /// The mask as another picture sees it whose pixel (0, 0) lies on this one's pixel `-offset`; pixels outside of
  /// this mask are included.
  func moved(to size: Size, by offset: Offset) -> Mask {
    let flags = (0..<size.area).map { index in
      let (y, x) = index.quotientAndRemainder(dividingBy: size.width)
      let (u, v) = (x - offset.x, y - offset.y)
      guard (0..<width).contains(u), (0..<height).contains(v) else { return true }
      return isIncluded[v * width + u]
    }
    return Mask(width: size.width, height: size.height, isIncluded: flags)
  }
}

extension Plane {
  /// The plane with samples that go on beyond a mask, up to `radius` pixels away from it: each excluded pixel gets
  /// the mean of those of its eight neighbours that are nearer to the mask.
  ///
  /// A filter of that radius then meets no edge where the mask ends.
  func extended(beyond mask: Mask, by radius: Int) -> Plane {
    var samples = samples
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
