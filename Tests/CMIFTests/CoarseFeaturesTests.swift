import TestSupport
import Testing

@testable import CMIF

/// What proposals of poses compare.
@Suite struct CoarseFeaturesTests {
  private func plane(_ size: Size, seed: Int) -> Plane {
    var generator = SeededGenerator(seed: seed)
    var samples = (0..<size.area).map { _ in Int32.random(in: 0...255, using: &generator) }
    (samples[0], samples[1]) = (0, 255)
    return Plane(width: size.width, height: size.height, samples: samples)
  }

  private func mask(_ size: Size, seed: Int) -> Mask {
    var generator = SeededGenerator(seed: seed)
    // The first two pixels hold the range.
    return Mask(
      width: size.width, height: size.height,
      isIncluded: (0..<size.area).map { $0 < 2 || Int.random(in: 0..<4, using: &generator) > 0 })
  }

  /// The formula of `LocalGrey`, pixel by pixel.
  private func localGrey(_ plane: Plane, _ mask: Mask?) -> [Int32] {
    let (width, height) = (plane.width, plane.height)
    func weights(_ length: Int) -> [Double] {
      // Three windows, one after the other, as one.
      [7, 7, 8].reduce([1.0]) { kernel, radius in
        (0..<kernel.count + 2 * radius).map { i in
          kernel.indices.filter { (0...2 * radius).contains(i - $0) }.reduce(0) { $0 + kernel[$1] }
        }
      }
    }
    let kernel = weights(0)
    let reach = kernel.count / 2
    return (0..<width * height).map { index in
      guard mask?.isIncluded[index] ?? true else { return 0 }
      let (y, x) = index.quotientAndRemainder(dividingBy: width)
      var (count, sum, square) = (0.0, 0.0, 0.0)
      // A window ends at the border, so that what it loses there the next one cannot see.
      for v in max(0, y - reach)...min(height - 1, y + reach) {
        for u in max(0, x - reach)...min(width - 1, x + reach) {
          let i = v * width + u
          guard mask?.isIncluded[i] ?? true else { continue }
          let weight = kernel[v - y + reach] * kernel[u - x + reach]
          let value = (Double(plane.samples[i]) * 65_535 / 255 / 16).rounded(.down)
          count += weight
          sum += weight * value
          square += weight * value * value
        }
      }
      let mean = sum / count
      let deviation = max(0, square / count - mean * mean).squareRoot()
      let value = (Double(plane.samples[index]) * 65_535 / 255 / 16).rounded(.down)
      return Int32((1024 * min(max((value - mean) / (deviation + 81.9), -3), 3)).rounded())
    }
  }

  @Test func `local grey is its formula, with masks and without`() {
    // Far from the border, where no window ends.
    let size = Size(width: 70, height: 64)
    let plane = plane(size, seed: 1)
    for mask in [nil, mask(size, seed: 2)] {
      let (found, expected) = (LocalGrey.plane(of: plane, mask: mask), localGrey(plane, mask))
      for y in 22..<42 {
        for x in 22..<48 {
          let i = y * size.width + x
          #expect(abs(found.samples[i] - expected[i]) <= 1, "(\(x), \(y))")
        }
      }
    }
  }

  @Test func `masked pixels change no local grey, and 16 bits give what 8 bits give`() {
    let size = Size(width: 50, height: 40)
    let (plane, mask) = (plane(size, seed: 3), mask(size, seed: 4))
    let first = LocalGrey.plane(of: plane, mask: mask)
    let other = Plane(
      width: size.width, height: size.height,
      samples: plane.samples.indices.map {
        mask.isIncluded[$0] ? plane.samples[$0] : 255 - plane.samples[$0]
      })
    #expect(LocalGrey.plane(of: other, mask: mask) == first)
    let deep = Plane(
      width: size.width, height: size.height, samples: plane.samples.map { 257 * $0 })
    #expect(LocalGrey.plane(of: deep, mask: mask) == first)
  }

  @Test func `local grey turns with the picture`() {
    let size = Size(width: 50, height: 40)
    let plane = plane(size, seed: 5)
    func turned(_ plane: Plane) -> Plane {
      let (width, height) = (plane.height, plane.width)
      return Plane(
        width: width, height: height,
        samples: (0..<width * height).map { index in
          let (y, x) = index.quotientAndRemainder(dividingBy: width)
          return plane.samples[(plane.height - 1 - x) * plane.width + y]
        })
    }
    #expect(
      LocalGrey.plane(of: turned(plane), mask: nil) == turned(LocalGrey.plane(of: plane, mask: nil))
    )
  }

  @Test func `the feature local is local grey in four levels by k-means, for every plane`() {
    let size = Size(width: 40, height: 30)
    let (plane, mask) = (plane(size, seed: 6), mask(size, seed: 7))
    let labeling = Labeling(features: [.orientation, .local], quantizer: .quantile, bins: 5)
    let found = labeling.labels(of: [plane], mask: mask)
    #expect(found.count == 2)
    #expect(
      found[1]
        == Quantizer.kmeans.labels(
          of: LocalGrey.plane(of: plane, mask: mask), bins: 4, mask: mask))
  }

  @Test func `a picture and its negative have the same edges`() {
    let size = Size(width: 40, height: 30)
    let plane = plane(size, seed: 5)
    let negative = Plane(
      width: size.width, height: size.height, samples: plane.samples.map { 255 - $0 })
    let (a, b) = (
      EdgeDirections(plane, mask: nil, isExtended: false),
      EdgeDirections(negative, mask: nil, isExtended: false)
    )
    #expect(zip(a.x, b.x).allSatisfy { abs($0 - $1) < 1e-9 })
    #expect(zip(a.y, b.y).allSatisfy { abs($0 - $1) < 1e-9 })
  }

  @Test func `edges are at most 127 long, turn with the picture, and are none near masked pixels`()
  {
    let size = Size(width: 41, height: 41)
    let plane = plane(size, seed: 6)
    let edges = EdgeDirections(plane, mask: nil, isExtended: false)
    let lengths = zip(edges.x, edges.y).map { ($0 * $0 + $1 * $1).squareRoot() }
    #expect(abs((lengths.max() ?? 0) - 127) < 1e-9)

    // A quarter turn from x toward y: the pixel (x, y) comes to (40 - y, x).
    let turned = Plane(
      width: 41, height: 41,
      samples: (0..<size.area).map { plane.samples[(40 - $0 % 41) * 41 + $0 / 41] })
    let expected = EdgeDirections(turned, mask: nil, isExtended: false)
    let found = LabelResampling(
      template: size, canvas: size, angle: 90, scale: 1
    ).edges(edges, turnedBy: 90)
    for i in 0..<size.area {
      #expect(abs(found.x[i] - expected.x[i]) <= 0.5 + 1e-6)
      #expect(abs(found.y[i] - expected.y[i]) <= 0.5 + 1e-6)
    }

    var flags = [Bool](repeating: true, count: size.area)
    flags[20 * 41 + 20] = false
    let masked = EdgeDirections(
      plane, mask: Mask(width: 41, height: 41, isIncluded: flags), isExtended: false)
    for i in 0..<size.area where abs(i % 41 - 20) <= 4 && abs(i / 41 - 20) <= 4 {
      #expect(masked.x[i] == 0 && masked.y[i] == 0)
    }
  }

  @Test func `correlations of vectors are the sums themselves, whatever offsets are wanted`() throws
  {
    for seed in 0..<30 {
      var generator = SeededGenerator(seed: seed)
      func length(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
      func field(_ size: Size) -> (x: [Double], y: [Double]) {
        func part() -> [Double] {
          (0..<size.area).map { _ in Double(Int.random(in: -127...127, using: &generator)) }
        }
        return (part(), part())
      }
      let (size, window) = (
        Size(width: length(5...60), height: length(5...60)),
        Size(width: length(3...50), height: length(3...50))
      )
      let (fixed, other) = (field(size), field(window))
      let (left, top) = (length(-60...20), length(-60...20))
      let offsets = OffsetRect(x: left, y: top, width: length(1...40), height: length(1...40))
      let correlation = try VectorCorrelation(fixed, size, window: window, offsets: offsets)
      let values = correlation.values(of: other, try correlation.makeWorker())
      for _ in 0..<40 {
        let (dx, dy) = (length(0...offsets.width - 1), length(0...offsets.height - 1))
        var sum = 0.0
        for y in 0..<window.height {
          for x in 0..<window.width {
            let (u, v) = (x + left + dx, y + top + dy)
            guard (0..<size.width).contains(u), (0..<size.height).contains(v) else { continue }
            let (i, j) = (v * size.width + u, y * window.width + x)
            sum += fixed.x[i] * other.x[j] + fixed.y[i] * other.y[j]
          }
        }
        #expect(values[dy * offsets.width + dx] == sum, "seed \(seed), (\(dx), \(dy))")
      }
    }
  }

  /// 2^30 pixels, the most that may meet, take too much memory. Fewer and larger vectors have sums as large, and
  /// errors in proportion.
  @Test(arguments: [(1024, 127 << 5), (256, 127 << 7)])
  func `correlations of vectors are exact for sums as large as the most pixels have`(
    side: Int, component: Int
  ) throws {
    let size = Size(width: side, height: side)
    #expect(size.area * component * component == 127 * 127 << 30)
    let part = [Double](repeating: Double(component), count: size.area)
    let offsets = OffsetRect(
      x: 1 - side, y: 1 - side, width: 2 * side - 1, height: 2 * side - 1)
    let correlation = try VectorCorrelation((part, part), size, window: size, offsets: offsets)
    let values = correlation.values(of: (part, part), try correlation.makeWorker())
    let wrong = values.indices.first { place in
      let (y, x) = place.quotientAndRemainder(dividingBy: offsets.width)
      let overlap = (side - abs(x + offsets.x)) * (side - abs(y + offsets.y))
      return values[place] != Double(2 * component * component * overlap)
    }
    #expect(wrong == nil)
  }
}
