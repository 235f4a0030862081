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

  /// Whether the pixel in column `x` and row `y` is included; `nil` outside of the mask.
  func flag(x: Int, y: Int) -> Bool? {
    (0..<width).contains(x) && (0..<height).contains(y) ? isIncluded[y * width + x] : nil
  }

  /// A mask of a given size, pixel by pixel.
  init(_ size: Size, isIncluded: (_ x: Int, _ y: Int) -> Bool) {
    self.init(
      width: size.width, height: size.height,
      isIncluded: (0..<size.area).map { isIncluded($0 % size.width, $0 / size.width) })
  }

  /// The blocks of `factor x factor` pixels that are included as a whole, so that frames of any width remain.
  func reduced(by factor: Int) -> Mask {
    guard factor > 1 else { return self }
    return Mask(Size(width: width / factor, height: height / factor)) { x, y in
      (y * factor..<(y + 1) * factor).allSatisfy { row in
        isIncluded[row * width + x * factor..<row * width + (x + 1) * factor].allSatisfy { $0 }
      }
    }
  }

  /// The mask with each pixel as a block of `factor x factor`, and the last ones up to a size.
  func enlarged(by factor: Int, to size: Size) -> Mask {
    factor == 1
      ? self
      : Mask(size) { x, y in
        isIncluded[min(y / factor, height - 1) * width + min(x / factor, width - 1)]
      }
  }

  /// The connected areas of excluded pixels, each as the row-major indices of its pixels, in the order of their first
  /// ones; pixels are connected with all eight around them.
  var excludedAreas: [[Int]] {
    var isOpen = isIncluded.map { !$0 }
    var areas: [[Int]] = []
    for start in isOpen.indices where isOpen[start] {
      isOpen[start] = false
      var area = [start]
      var next = 0
      while next < area.count {
        size.forEachNeighbor(of: area[next]) { neighbor in
          guard isOpen[neighbor] else { return }
          isOpen[neighbor] = false
          area.append(neighbor)
        }
        next += 1
      }
      areas.append(area)
    }
    return areas
  }

  /// The mask as another picture sees it whose pixel (0, 0) lies on this one's pixel `-offset`; pixels outside
  /// of this mask are included.
  func moved(to size: Size, by offset: Offset) -> Mask {
    Mask(size) { x, y in flag(x: x - offset.x, y: y - offset.y) ?? true }
  }
}
