import CMIF
import TestSupport
import Testing

@Suite struct PixelArrayTests {
  /// An array of random whole numbers up to 255, a quarter of its pixels without data if it has holes.
  private func array(
    _ model: Picture.ColorModel, _ size: Size, hasHoles: Bool = false,
    using generator: inout SeededGenerator
  ) -> PixelArray {
    let values = (0..<size.area).flatMap { _ -> [Double] in
      let isHole = hasHoles && generator.oneIn(4)
      return (0..<model.channelCount).map { _ in
        isHole ? .nan : Double(Int.random(in: 0...255, using: &generator))
      }
    }
    return PixelArray(width: size.width, height: size.height, model: model, values: values)
  }

  private func pose(using generator: inout SeededGenerator) -> Pose {
    Pose(
      x: .random(in: -4...4, using: &generator), y: .random(in: -4...4, using: &generator),
      angle: .random(in: -180...180, using: &generator),
      scale: .random(in: 0.6...1.7, using: &generator))
  }

  // MARK: Resampling

  @Test(arguments: Picture.ColorModel.allCases, Interpolation.allCases)
  func `an array is warped as a picture of the same numbers is`(
    model: Picture.ColorModel, interpolation: Interpolation
  ) throws {
    for seed in 0..<20 {
      var generator = SeededGenerator(seed: seed)
      let array = array(model, Size(width: 7, height: 5), using: &generator)
      let picture = Picture(
        width: 7, height: 5, model: model, bitDepth: 8, samples: array.values.map { UInt16($0) })
      let pose = pose(using: &generator)
      let rect = PixelRect(Size(width: 9, height: 8))
      let expected = try picture.warped(
        by: pose, onto: rect, interpolation: interpolation, fill: model.hasAlpha ? nil : [0])
      let outside = [Double](repeating: 0, count: model.channelCount)
      let warped = try array.warped(
        by: pose, onto: rect, interpolation: interpolation, outside: outside)
      let samples = warped.values.map { UInt16(min(max($0 + 0.5, 0), 255)) }
      #expect(samples == expected.samples, "seed \(seed)")
    }
  }

  @Test(arguments: Picture.ColorModel.allCases, Interpolation.allCases)
  func `a mask leaves pixels of an array out as it does those of a picture`(
    model: Picture.ColorModel, interpolation: Interpolation
  ) throws {
    for seed in 0..<20 {
      var generator = SeededGenerator(seed: seed)
      let array = array(model, Size(width: 7, height: 5), using: &generator)
      let mask = Mask(
        width: 7, height: 5, isIncluded: (0..<35).map { _ in !generator.oneIn(4) })
      let picture = Picture(
        width: 7, height: 5, model: model, bitDepth: 8, samples: array.values.map { UInt16($0) })
      let pose = pose(using: &generator)
      let rect = PixelRect(Size(width: 9, height: 8))
      let expected = try picture.warped(
        by: pose, onto: rect, interpolation: interpolation, fill: model.hasAlpha ? nil : [0],
        mask: mask)
      let outside = [Double](repeating: 0, count: model.channelCount)
      let warped = try array.warped(
        by: pose, onto: rect, interpolation: interpolation, outside: outside, mask: mask)
      let samples = warped.values.map { UInt16(min(max($0 + 0.5, 0), 255)) }
      #expect(samples == expected.samples, "seed \(seed)")
    }
  }

  @Test(arguments: Interpolation.allCases)
  func `the identity gives numbers of any size back, and holes`(interpolation: Interpolation) throws
  {
    let values = [4_294_967_295, -2_147_483_648, 1e-300, -1e300, .nan, 0.1]
    let array = PixelArray(width: 3, height: 2, model: .gray, values: values)
    let warped = try array.warped(
      by: .identity, onto: PixelRect(array.size), interpolation: interpolation, outside: [.nan])
    #expect(warped.values.map(\.bitPattern) == values.map(\.bitPattern))
  }

  @Test(arguments: Interpolation.allCases)
  func `a hole adds nothing to its surroundings, whatever number it holds`(
    interpolation: Interpolation
  ) throws {
    for seed in 0..<20 {
      var generator = SeededGenerator(seed: seed)
      let size = Size(width: 8, height: 6)
      let holes = array(.gray, size, hasHoles: true, using: &generator)
      let infinite = PixelArray(
        width: 8, height: 6, model: .gray, values: holes.values.map { $0.isNaN ? .infinity : $0 })
      let flat = PixelArray(
        width: 8, height: 6, model: .gray, values: holes.values.map { $0.isNaN ? .nan : 7 })
      let (pose, rect) = (pose(using: &generator), PixelRect(size))
      func warped(_ array: PixelArray) throws -> [Double] {
        try array.warped(by: pose, onto: rect, interpolation: interpolation, outside: [-1]).values
      }
      #expect(try warped(holes) == warped(infinite), "seed \(seed)")
      #expect(try warped(flat).allSatisfy { $0 == -1 || abs($0 - 7) < 1e-12 }, "seed \(seed)")
    }
  }

  // MARK: Samples

  @Test func `numbers are spread over samples in their order, the ends of the range at the ends`() {
    for seed in 0..<50 {
      var generator = SeededGenerator(seed: seed)
      let exponent = Double.random(in: -300...300, using: &generator)
      let magnitude = (0..<Int(abs(exponent))).reduce(1.0) { power, _ in
        exponent < 0 ? power / 10 : power * 10
      }
      let values = (0..<60).map { _ in Double.random(in: -1...1, using: &generator) * magnitude }
      let array = PixelArray(width: 10, height: 6, model: .gray, values: values)
      guard let range = array.range() else {
        Issue.record("seed \(seed): an array without holes has a range")
        continue
      }
      let picture = array.picture(of: range, bitDepth: 16)
      #expect(picture.model == .gray && picture.bitDepth == 16)
      #expect(picture.samples.min() == 0 && picture.samples.max() == .max, "seed \(seed)")
      let order = values.indices.sorted { values[$0] < values[$1] }
      for (below, above) in zip(order, order.dropFirst()) {
        #expect(picture.samples[below] <= picture.samples[above], "seed \(seed)")
      }
    }
  }

  @Test func `the largest numbers there are have a range`() {
    let largest = Double.greatestFiniteMagnitude
    let array = PixelArray(width: 3, height: 1, model: .gray, values: [-largest, 0, largest])
    #expect(array.picture(of: -largest...largest, bitDepth: 16).samples == [0, 32_768, 65_535])
  }

  @Test func `pixels without data are transparent and have no part in the range`() {
    let values: [Double] = [1, 2, 3, .nan, 5, 6, 7, 8, -.infinity, 10, 11, 12]
    let array = PixelArray(width: 2, height: 2, model: .rgb, values: values)
    #expect(array.range() == 1...12)
    #expect(array.dataMask?.isIncluded == [true, false, false, true])
    let picture = array.picture(of: 1...12, bitDepth: 8)
    #expect(picture.model == .rgba)
    #expect(picture.opacityMask == array.dataMask)
    #expect(Array(picture.samples[4..<12]) == [0, 0, 0, 0, 0, 0, 0, 0])
    #expect(Array(picture.samples.prefix(4)) == [0, 23, 46, 255])
  }

  @Test func `a value that stands for no data is left out with its tolerance, in every colour`() {
    let values: [Double] = [-9999, -9999, -9999, -9998.5, 0, 1, 2, 3, 4]
    let array = PixelArray(width: 3, height: 1, model: .rgb, values: values)
    #expect(array.mask(noData: .automatic) == nil && array.mask(noData: .none) == nil)
    let mask = array.mask(noData: .value(-9999, tolerance: 0))
    #expect(mask?.isIncluded == [false, true, true])
    #expect(array.range(in: mask) == -9998.5...4)
    #expect(array.mask(noData: .value(1, tolerance: 10_000))?.isIncluded == [false, false, false])
  }

  @Test func `a hole of an array with opacity gets the values of what lies outside`() throws {
    let array = PixelArray(
      width: 4, height: 1, model: .grayAlpha, values: [5, 1, .nan, 1, 5, 0, 6, .nan])
    for mask in [nil, Mask(width: 4, height: 1, isIncluded: [false, true, true, true])] {
      let warped = try array.warped(
        by: .identity, onto: PixelRect(array.size), outside: [7, 2], mask: mask)
      // The third pixel is transparent, which is data.
      #expect(warped.values == (mask == nil ? [5, 1] : [7, 2]) + [7, 2, 5, 0, 7, 2])
    }
  }

  @Test func `opacity of any unit is transparent at 0 alone`() {
    let values: [Double] = [1, 1, 1, 0, 1, 1, 1, 1e-9, 2, 2, 2, 0.5, 3, 3, 3, -1]
    let array = PixelArray(width: 4, height: 1, model: .rgba, values: values)
    #expect(array.largestOpacity == 0.5)
    let picture = array.picture(of: 1...3, fullOpacity: 0.5, bitDepth: 8)
    #expect(picture.channel(3).samples == [0, 1, 255, 0])
  }
}
