import TestSupport

@testable import CMIF

extension Size {
  /// A size of sides up to `limit`.
  static func random(upTo limit: Int, using generator: inout SeededGenerator) -> Size {
    Size(
      width: Int.random(in: 1...limit, using: &generator),
      height: Int.random(in: 1...limit, using: &generator))
  }
}

extension Mask {
  /// Three of four pixels, here and there.
  static func random(_ size: Size, using generator: inout SeededGenerator) -> Mask {
    let flags = (0..<size.area).map { _ in !generator.oneIn(4) }
    return Mask(width: size.width, height: size.height, isIncluded: flags)
  }
}

extension LabelImage {
  /// Blobs of random labels, with a mask in one of `maskOdds` cases (never for 0).
  static func random(
    _ size: Size, levels: Int, maskOdds: Int = 0, using generator: inout SeededGenerator
  ) -> LabelImage {
    let cell = Int.random(in: 1...4, using: &generator)
    let across = size.width / cell + 1
    let cells = (0..<across * (size.height / cell + 1)).map { _ in
      UInt8(Int.random(in: 0..<levels, using: &generator))
    }
    var labels: [UInt8] = []
    for y in 0..<size.height {
      for x in 0..<size.width { labels.append(cells[y / cell * across + x / cell]) }
    }
    let mask = generator.oneIn(maskOdds) ? Mask.random(size, using: &generator) : nil
    return LabelImage(
      width: size.width, height: size.height, levelCount: levels, labels: labels, mask: mask)
  }

  /// The part of the image in a rectangle, which lies inside.
  func cropped(x: Int, y: Int, width: Int, height: Int) -> LabelImage {
    func part<Element>(_ all: [Element]) -> [Element] {
      (y..<y + height).flatMap { all[$0 * self.width + x..<$0 * self.width + x + width] }
    }
    return LabelImage(
      width: width, height: height, levelCount: levelCount, labels: part(labels),
      mask: mask.map { Mask(width: width, height: height, isIncluded: part($0.isIncluded)) })
  }

  /// The image with every label replaced, as if seen by another instrument.
  func relabelled(levels: Int? = nil, _ change: (UInt8) -> UInt8) -> LabelImage {
    LabelImage(
      width: width, height: height, levelCount: levels ?? levelCount, labels: labels.map(change),
      mask: mask)
  }
}

extension LabelImagePair {
  /// Two images with random numbers of levels, each with a mask in one of `maskOdds` cases.
  static func random(
    _ reference: Size, _ template: Size, levels: ClosedRange<Int>, maskOdds: Int = 0,
    using generator: inout SeededGenerator
  ) -> LabelImagePair {
    func image(_ size: Size) -> LabelImage {
      LabelImage.random(
        size, levels: Int.random(in: levels, using: &generator), maskOdds: maskOdds,
        using: &generator)
    }
    return LabelImagePair(reference: image(reference), template: image(template))
  }
}

extension TransformShape {
  /// Any shape that a template and its halo fit, from the smallest one up.
  static func random(
    for template: Size, halo: Int = 0, upTo extra: Int = 48, using generator: inout SeededGenerator
  ) -> TransformShape {
    let columns = template.width + 2 * halo + Int.random(in: 0...extra, using: &generator)
    let rows = template.height + 2 * halo + Int.random(in: 0...extra, using: &generator)
    return TransformShape(columns: (columns + 15) / 16 * 16, rows: (rows + 7) / 8 * 8)
  }
}
