/// Patches that are the same in two pictures: the windows and texts of a screen, the labels of a slide, the marks of a
/// view finder.
///
/// Pictures of two instruments hardly ever have the same grey values, and pictures of one instrument have them wherever
/// the scene coincides. A pixel is equal where it and two or more of its eight neighbours differ by at most 2 % of the
/// range of grey values, and where the 3 x 3 pixels have a range of 10 % or more in both pictures: thin lines and
/// letters have it, on any ground. It belongs to a patch where 7 or more of the 9 x 9 pixels around are equal.
///
/// Other than `FixedPattern`, which looks for what stands out from the rest, this finds patches that are most of a
/// picture. They tell something only where the scene around them shows structure of its own.
struct EqualPatches {
  /// The largest difference of equal grey values, and the least range of a structure, as shares of the range.
  private static let (difference, structure) = (0.02, 0.1)
  /// The fewest equal pixels among 3 x 3, and among the square of `radius` around a pixel of a patch.
  private static let (fewestNext, fewestAround, radius) = (3, 7, 4)
  /// How far around a patch pixels are left out, beside those that filters reach it from.
  private static let reach = 6
  /// The fewest pixels that make patches.
  private static let fewest = 30
  /// The share of all pixels with structure that must lie outside of patches.
  private static let sceneShare = 0.1
  /// How many times as much structure is equal as at other places, where that is no chance.
  private static let rarity = 3.0
  /// The pixels that are enough to tell what chance makes equal.
  private static let pixelsAround = 1 << 18

  private let reference: AlignmentImage
  private let template: AlignmentImage
  private let size: Size
  /// What the samples of each are multiplied by.
  private let units: (reference: Double, template: Double)
  /// The larger range of grey values of both.
  private let span: Double

  /// Compares the first planes of two images, in the coarser of their units, where both masks hold.
  init(reference: AlignmentImage, template: AlignmentImage) {
    (self.reference, self.template, size) = (reference, template, template.size)
    let white = min(reference.white, template.white)
    units = (white / reference.white, white / template.white)
    func range(_ image: AlignmentImage, _ unit: Double) -> Double {
      let (low, high) = image.planes[0].range(mask: image.mask)
      return unit * Double(Int(high) - Int(low))
    }
    span = max(range(reference, units.reference), range(template, units.template))
  }

  /// The template pixels without the patches; `nil` where there are none, where nearly all structure is equal, or where as
  /// much could be equal by chance, as in drawings of few grey values and in smooth pictures of many pixels: the share of
  /// structure that is equal is less than three times its mean at eight places around.
  func scene(at offset: Offset) -> Mask? {
    let here = structure(at: offset)
    guard here.equalCount >= Self.fewest, let scene = scene(here) else { return nil }
    let rows = max(1, size.area / Self.pixelsAround)
    let shares = steps.map { structure(at: offset + $0, inRowsOf: rows).equalShare }
    return here.equalShare >= Self.rarity * shares.reduce(0, +) / Double(shares.count) ? scene : nil
  }

  /// What the template pixels are, row-major: without structure in either picture, with structure in one at least, or
  /// equal.
  private struct Structure {
    enum Kind: UInt8 { case none, unequal, equal }

    var kinds: [Kind]
    var count = 0
    var equalCount = 0

    var equalShare: Double { Double(equalCount) / Double(max(count, 1)) }
  }

  /// The steps to places around, a quarter of the template's shorter side away and more, each another way: a pattern
  /// that returns after some pixels is not the same at most of them.
  private var steps: [Offset] {
    let radius = min(size.width, size.height) / 4
    return (0..<8).map { Offset.ring(radius: radius + $0)[$0] }
  }

  /// The template pixels that belong to no patch; `nil` where patches are too small, or hold nearly all structure.
  private func scene(_ structure: Structure) -> Mask? {
    let kinds = structure.kinds
    let around = SquareSums(size) { kinds[$0] == .equal ? 1 : 0 }
    let isFree = kinds.indices.map { place in
      kinds[place] != .equal
        || around.sum(around: place, radius: Self.radius) < Double(Self.fewestAround)
    }
    guard isFree.count(where: { !$0 }) >= Self.fewest else { return nil }
    let scene = Mask(width: size.width, height: size.height, isIncluded: isFree)
      .eroded(by: Self.reach)
    let left = kinds.indices.count { kinds[$0] != .none && scene.isIncluded[$0] }
    return Double(left) >= Self.sceneShare * Double(structure.count) ? scene : nil
  }

  /// Compares the pixels inside of the overlap at an offset that take part in both pictures.
  ///
  /// - Parameter step: one row of so many is looked at.
  private func structure(at offset: Offset, inRowsOf step: Int = 1) -> Structure {
    func inside(_ offset: Int, _ length: Int, _ other: Int) -> Range<Int> {
      let low = max(0, -offset) + 1
      return low..<max(low, min(length, other - offset) - 1)
    }
    let columns = inside(offset.x, size.width, reference.size.width)
    let rows = inside(offset.y, size.height, reference.size.height)
    let (least, limit) = (Self.structure * span, Self.difference * span)
    var structure = Structure(kinds: [Structure.Kind](repeating: .none, count: size.area))
    for y in stride(from: rows.lowerBound, to: rows.upperBound, by: step) {
      for x in columns {
        let place = y * size.width + x
        let other = (y + offset.y) * reference.size.width + x + offset.x
        guard template.mask.includes(place), reference.mask.includes(other) else { continue }
        let one = Patch(template.planes[0], place, unit: units.template)
        let another = Patch(reference.planes[0], other, unit: units.reference)
        let (range, otherRange) = (one.range, another.range)
        guard max(range, otherRange) >= least else { continue }
        let isEqual =
          min(range, otherRange) >= least
          && one.equals(another, within: limit, atLeast: Self.fewestNext)
        structure.kinds[place] = isEqual ? .equal : .unequal
        structure.count += 1
        structure.equalCount += isEqual ? 1 : 0
      }
    }
    return structure
  }

  /// The 3 x 3 samples around a pixel, which has the number 4.
  private struct Patch {
    private let samples: InlineArray<9, Double>

    init(_ plane: Plane, _ index: Int, unit: Double) {
      let first = index - plane.width - 1
      samples = InlineArray { unit * Double(plane.samples[first + $0 / 3 * plane.width + $0 % 3]) }
    }

    var range: Double {
      var (low, high) = (samples[0], samples[0])
      for i in 1..<9 { (low, high) = (min(low, samples[i]), max(high, samples[i])) }
      return high - low
    }

    /// Whether the pixel, and at least so many of all nine, differ by no more than a limit.
    func equals(_ other: Patch, within limit: Double, atLeast count: Int) -> Bool {
      func isEqual(_ i: Int) -> Bool { abs(samples[i] - other.samples[i]) <= limit }
      return isEqual(4) && (0..<9).count(where: isEqual) >= count
    }
  }
}
