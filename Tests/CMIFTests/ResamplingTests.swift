import CMIF
import Foundation
import TestSupport
import Testing

@Suite struct ResamplingTests {
  private static let depths = [1, 2, 4, 8, 16]

  /// A picture of random samples, transparent and opaque pixels among them.
  private func picture(
    _ model: Picture.ColorModel, bitDepth: Int = 8, width: Int = 7, height: Int = 5
  ) -> Picture {
    var generator = SeededGenerator(seed: width * 31 + height)
    let maximum = UInt16((1 << bitDepth) - 1)
    let samples = (0..<width * height * model.channelCount).map { i in
      let isOpacity = model.hasAlpha && i % model.channelCount == model.channelCount - 1
      return isOpacity && i % 3 == 0 ? 0 : UInt16.random(in: 0...maximum, using: &generator)
    }
    return Picture(
      width: width, height: height, model: model, bitDepth: bitDepth, samples: samples)
  }

  /// A gray picture of 16 bits with the samples that `value` gives.
  private func gray(width: Int, height: Int, _ value: (Int, Int) -> Int) -> Picture {
    let samples = (0..<height).flatMap { y in (0..<width).map { x in UInt16(value(x, y)) } }
    return Picture(width: width, height: height, model: .gray, bitDepth: 16, samples: samples)
  }

  /// What gray pictures show at each pixel, `nil` where transparent.
  private func values(_ picture: Picture) -> [UInt16?] {
    zip(picture.channel(0).samples, picture.channel(1).samples).map {
      $1 == 0 ? nil : UInt16($0)
    }
  }

  @Test(arguments: Picture.ColorModel.allCases, depths)
  func `the identity gives the picture back`(model: Picture.ColorModel, depth: Int) throws {
    let picture = picture(model, bitDepth: depth)
    let factor: UInt16 = depth < 8 ? 255 / picture.maximum : 1
    for interpolation in Interpolation.allCases {
      let result = try picture.warped(
        by: .identity, onto: PixelRect(picture.size), interpolation: interpolation, fill: [0])
      #expect(result.model == model)
      #expect(result.bitDepth == max(depth, 8))
      #expect(result.samples == picture.samples.map { $0 * factor }, "\(interpolation)")
    }
  }

  @Test(arguments: Interpolation.allCases)
  func `quarter turns only move pixels`(interpolation: Interpolation) throws {
    let picture = picture(.rgb, bitDepth: 16)
    let pose = Pose(x: 4, y: 0, angle: 90)
    let result = try picture.warped(
      by: pose, onto: PixelRect(Size(width: 5, height: 7)), interpolation: interpolation, fill: [0])
    for y in 0..<5 {
      for x in 0..<7 {
        for channel in 0..<3 {
          let moved = result.samples[(x * 5 + 4 - y) * 3 + channel]
          #expect(moved == picture.samples[(y * 7 + x) * 3 + channel])
        }
      }
    }
  }

  @Test(arguments: Interpolation.allCases)
  func `a shift by whole pixels moves them and leaves the rest transparent`(
    interpolation: Interpolation
  ) throws {
    let picture = gray(width: 2, height: 2) { x, y in 1 + x + 2 * y }
    let result = try picture.warped(
      by: Pose(x: 1, y: -1), onto: PixelRect(Size(width: 4, height: 2)),
      interpolation: interpolation)
    #expect(result.model == .grayAlpha)
    #expect(values(result) == [nil, 3, 4, nil, nil, nil, nil, nil])
  }

  @Test func `a rectangle may begin anywhere on the grid`() throws {
    let picture = gray(width: 2, height: 1) { x, _ in 7 + x }
    let rect = PixelRect(x: -3, y: -2, size: Size(width: 3, height: 2))
    let result = try picture.warped(by: Pose(x: -2, y: -1), onto: rect)
    #expect(values(result) == [nil, nil, nil, nil, 7, 8])
  }

  @Test func `bilinear interpolation of a linear ramp is exact`() throws {
    let picture = gray(width: 9, height: 8) { x, y in 1000 + 80 * x + 24 * y }
    let pose = Pose(m00: 0.5, m01: 0.25, tx: 1.25, m10: -0.25, m11: 0.5, ty: 2)
    let inverse = try pose.inverted()
    let result = try picture.warped(by: pose, onto: PixelRect(Size(width: 9, height: 9)))
    for (i, value) in values(result).enumerated() {
      guard let value else { continue }
      let point = inverse.apply(x: Double(i % 9), y: Double(i / 9))
      let exact = 1000 + 80 * point.x + 24 * point.y
      #expect(abs(Double(value) - exact) <= 0.5 + 1e-9, "pixel \(i)")
    }
    #expect(values(result).count { $0 != nil } > 15)
  }

  @Test func `bicubic interpolation of a quadratic is exact inside`() throws {
    func value(_ x: Double, _ y: Double) -> Double {
      5000 + 100 * x * x - 60 * x * y + 30 * y * y - 20 * x
    }
    let picture = gray(width: 12, height: 12) { x, y in Int(value(Double(x), Double(y))) }
    let result = try picture.warped(
      by: Pose(x: -0.375, y: -0.625), onto: PixelRect(x: 1, y: 1, size: Size(width: 8, height: 8)),
      interpolation: .bicubic)
    for (i, shown) in values(result).enumerated() {
      let exact = value(1.375 + Double(i % 8), 1.625 + Double(i / 8))
      #expect(abs(Double(try #require(shown)) - exact) <= 0.5 + 1e-9, "pixel \(i)")
    }
  }

  @Test func `lanczos interpolation of a short wave is closer than any other`() throws {
    // Four and a half pixels a wave.
    func value(_ x: Double) -> Double { 30_000 + 20_000 * sin(2 * .pi * x / 4.5) }
    let picture = gray(width: 24, height: 1) { x, _ in Int(value(Double(x)).rounded()) }
    func error(_ interpolation: Interpolation) throws -> Double {
      let result = try picture.warped(
        by: Pose(x: -0.4, y: 0), onto: PixelRect(x: 4, y: 0, size: Size(width: 16, height: 1)),
        interpolation: interpolation)
      return try values(result).enumerated().map { i, shown in
        abs(Double(try #require(shown)) - value(4.4 + Double(i)))
      }.max() ?? .infinity
    }
    let errors = try Interpolation.allCases.map(error)
    #expect(zip(errors, errors.dropFirst()).allSatisfy { $0 > 2 * $1 }, "\(errors)")
  }

  @Test func `nearest takes the right or lower of two equally near pixels`() throws {
    let picture = gray(width: 3, height: 1) { x, _ in 1 + x }
    let result = try picture.warped(
      by: Pose(x: -0.5, y: 0), onto: PixelRect(picture.size), interpolation: .nearest)
    #expect(values(result) == [2, 3, nil])
  }

  @Test func `bicubic results stay in the range of samples`() throws {
    let picture = Picture(
      width: 6, height: 1, model: .gray, bitDepth: 8, samples: [0, 0, 0, 255, 255, 255])
    let result = try picture.warped(
      by: Pose(x: -0.5, y: 0), onto: PixelRect(picture.size), interpolation: .bicubic)
    #expect(values(result) == [0, 0, 128, 255, 255, nil])
  }

  @Test func `data end at the outermost pixel centres`() throws {
    let picture = gray(width: 3, height: 1) { x, _ in 5 + x }
    let rect = PixelRect(Size(width: 3, height: 1))
    let near = try picture.warped(by: Pose(x: 0.9e-9, y: -0.9e-9), onto: rect)
    #expect(values(near) == [5, 6, 7])
    let far = try picture.warped(by: Pose(x: 1.1e-9, y: 0), onto: rect)
    #expect(values(far) == [nil, 6, 7])
  }

  @Test(arguments: [Interpolation.bilinear, .bicubic, .lanczos])
  func `no colour comes in from transparent pixels`(interpolation: Interpolation) throws {
    let picture = Picture(
      width: 4, height: 1, model: .rgba, bitDepth: 8,
      samples: [200, 100, 50, 255, 200, 100, 50, 255, 9, 9, 255, 0, 9, 9, 255, 0])
    let result = try picture.warped(
      by: Pose(x: -0.5, y: 0), onto: PixelRect(Size(width: 2, height: 1)),
      interpolation: interpolation)
    #expect(Array(result.samples[4..<8]) == [200, 100, 50, 128])
  }

  /// A picture that is 100 where it has data and whose other pixels hold anything, with the mask of its data.
  private func spotted(
    _ model: Picture.ColorModel, using generator: inout SeededGenerator
  ) -> (picture: Picture, mask: Mask) {
    let (width, height) = (9, 8)
    let isIncluded = (0..<width * height).map { _ in !generator.oneIn(4) }
    let samples = isIncluded.flatMap { hasData -> [UInt16] in
      let colors = (0..<model.colorCount).map { _ in
        hasData ? 100 : UInt16.random(in: 0...255, using: &generator)
      }
      return colors + (model.hasAlpha ? [hasData ? 255 : 0] : [])
    }
    return (
      Picture(width: width, height: height, model: model, bitDepth: 8, samples: samples),
      Mask(width: width, height: height, isIncluded: isIncluded)
    )
  }

  private func anyPose(using generator: inout SeededGenerator) -> Pose {
    func number(_ range: ClosedRange<Double>) -> Double { .random(in: range, using: &generator) }
    return Pose(
      x: number(-1...4), y: number(-1...4), angle: number(-40...40), scale: number(0.8...3))
  }

  @Test(arguments: Interpolation.allCases, 0..<40 as Range<Int>)
  func `pixels without data change nothing around them`(interpolation: Interpolation, seed: Int)
    throws
  {
    var generator = SeededGenerator(seed: seed)
    for model in Picture.ColorModel.allCases {
      let (picture, mask) = spotted(model, using: &generator)
      let pose = anyPose(using: &generator)
      let inverse = try pose.inverted()
      let result = try picture.warped(
        by: pose, onto: PixelRect(Size(width: 20, height: 20)), interpolation: interpolation,
        mask: mask)
      let opacity = try #require(result.opacityMask)
      for i in 0..<400 {
        let point = inverse.apply(x: Double(i % 20), y: Double(i / 20))
        let isInside = (0...8).contains(point.x) && (0...7).contains(point.y)
        let nearest = Int((point.y + 0.5).rounded(.down)) * 9 + Int((point.x + 0.5).rounded(.down))
        let hasData = isInside && mask.isIncluded[nearest]
        #expect(opacity.isIncluded[i] == hasData, "seed \(seed), pixel \(i)")
        guard hasData else { continue }
        let count = result.model.channelCount
        let pixel = result.samples[i * count..<(i + 1) * count]
        #expect(pixel.dropLast().allSatisfy { $0 == 100 } && pixel.last == 255, "seed \(seed)")
      }
    }
  }

  @Test(arguments: Interpolation.allCases, 0..<40 as Range<Int>)
  func `transparent pixels change no colour, and are no data a pixel away`(
    interpolation: Interpolation, seed: Int
  ) throws {
    var generator = SeededGenerator(seed: seed)
    for model in [Picture.ColorModel.grayAlpha, .rgba] {
      let (picture, mask) = spotted(model, using: &generator)
      let pose = anyPose(using: &generator)
      let inverse = try pose.inverted()
      let result = try picture.warped(
        by: pose, onto: PixelRect(Size(width: 20, height: 20)), interpolation: interpolation)
      let opacity = try #require(result.opacityMask)
      for i in 0..<400 where opacity.isIncluded[i] {
        let pixel = result.samples[i * model.channelCount..<(i + 1) * model.channelCount]
        #expect(pixel.dropLast().allSatisfy { $0 == 100 }, "seed \(seed), pixel \(i): \(pixel)")
        let point = inverse.apply(x: Double(i % 20), y: Double(i / 20))
        let isNear = mask.isIncluded.indices.contains { index in
          mask.isIncluded[index] && abs(Double(index % 9) - point.x) <= 1
            && abs(Double(index / 9) - point.y) <= 1
        }
        #expect(isNear, "seed \(seed), pixel \(i)")
      }
    }
  }

  @Test(arguments: Interpolation.allCases)
  func `a mask of all pixels changes nothing`(interpolation: Interpolation) throws {
    for model in Picture.ColorModel.allCases {
      let picture = picture(model, bitDepth: 16)
      let all = Mask(width: 7, height: 5, isIncluded: [Bool](repeating: true, count: 35))
      let rect = PixelRect(x: -2, y: -2, size: Size(width: 14, height: 14))
      let pose = Pose(x: 1.3, y: 0.2, angle: 12, scale: 1.4)
      let plain = try picture.warped(by: pose, onto: rect, interpolation: interpolation)
      let masked = try picture.warped(
        by: pose, onto: rect, interpolation: interpolation, mask: all)
      #expect(plain == masked)
    }
  }

  @Test func `a fill is opaque and adds no opacity`() throws {
    let pose = Pose(x: 1, y: 0)
    let rect = PixelRect(Size(width: 2, height: 1))
    func result(_ model: Picture.ColorModel, _ fill: [UInt16]) throws -> [UInt16] {
      let samples = [UInt16](repeating: 77, count: model.channelCount)
      let picture = Picture(width: 1, height: 1, model: model, bitDepth: 8, samples: samples)
      let result = try picture.warped(by: pose, onto: rect, fill: fill)
      #expect(result.model == model)
      return result.samples
    }
    #expect(try result(.gray, [9]) == [9, 77])
    #expect(try result(.grayAlpha, [9]) == [9, 255, 77, 77])
    #expect(try result(.rgb, [9]) == [9, 9, 9, 77, 77, 77])
    #expect(try result(.rgba, [1, 2, 3]) == [1, 2, 3, 255, 77, 77, 77, 77])
  }

  @Test(arguments: [
    Pose(m00: 1, m01: 2, tx: 0, m10: 2, m11: 4, ty: 0),
    Pose(x: .nan, y: 0), Pose(x: 0, y: .infinity),
    Pose(m00: 1e-200, m01: 0, tx: 0, m10: 0, m11: 1e-200, ty: 0),
  ])
  func `a pose that cannot be inverted is refused`(pose: Pose) {
    #expect(throws: CMIFError.singularPose) {
      try picture(.gray).warped(by: pose, onto: PixelRect(Size(width: 1, height: 1)))
    }
  }

  @Test(arguments: [1e-150, 1e-9, 1e9, 1e150])
  func `poses of any scale have a result`(scale: Double) throws {
    for interpolation in Interpolation.allCases {
      let result = try picture(.rgba).warped(
        by: Pose(x: 0, y: 0, angle: 30, scale: scale), onto: PixelRect(Size(width: 4, height: 4)),
        interpolation: interpolation)
      #expect(result.size == Size(width: 4, height: 4))
    }
  }
}
