import TestSupport
import Testing

@testable import CMIF

/// Images of known pixel sizes, and the square pixels that they are compared on.
@Suite struct CommonGridTests {
  // MARK: The grid

  private func grid(
    _ reference: Size, _ r: (Double, Double), _ template: Size, _ t: (Double, Double)
  ) throws -> CommonGrid {
    try CommonGrid(
      reference: reference, spacing: PixelSpacing(x: r.0, y: r.1), template: template,
      spacing: PixelSpacing(x: t.0, y: t.1))
  }

  @Test func `the grid has the finest side where a small template has few pixels`() throws {
    let (a, b) = (Size(width: 100, height: 60), Size(width: 30, height: 41))
    let cases: [(r: (Double, Double), t: (Double, Double), side: Double, sizes: [Size])] = [
      ((1, 2), (1, 1), 1, [Size(width: 100, height: 120), b]),
      ((1, 1), (4, 4), 1, [a, Size(width: 120, height: 164)]),
      ((1, 1), (0.5, 1), 0.5, [Size(width: 200, height: 120), Size(width: 30, height: 82)]),
      ((3, 2), (2.5, 7), 2, [Size(width: 150, height: 60), Size(width: 38, height: 144)]),
    ]
    for (r, t, side, sizes) in cases {
      let grid = try grid(a, r, b, t)
      #expect(grid.side == side && [grid.referenceSize, grid.templateSize] == sizes, "\(grid)")
      #expect(!grid.isOfImages)
    }
    #expect(try grid(a, (0.3, 0.3), b, (0.3, 0.3)).isOfImages)
    #expect(try grid(a, (1000, 1000), b, (1, 1)).templateSize == Size(width: 1, height: 1))
  }

  @Test func `of large images the grid has the finer side of the coarser one's pixels`() throws {
    func side(_ reference: Int, _ r: Double, _ template: Int, _ t: Double) throws -> Double {
      let (fixed, moving) = (
        Size(width: reference, height: reference), Size(width: template, height: template)
      )
      return try grid(fixed, (r, r), moving, (t, t)).side
    }
    #expect(try side(2000, 1, 400, 4) == 4)
    #expect(try side(2000, 4, 400, 1) == 1.5625 * 2.5)
    #expect(try side(4000, 4, 100, 1) == 4)
    // 2^16 pixels of the template, or 2^22 of the reference.
    #expect(try side(2000, 1, 128, 4) == 2)
    #expect(try side(1024, 4, 8, 1) == 2)
  }

  @Test func `poses on the grid and between the images are one map`() throws {
    for seed in 0..<200 {
      var generator = SeededGenerator(seed: seed)
      func number(_ range: ClosedRange<Double>) -> Double { .random(in: range, using: &generator) }
      let (r, t) = ((number(0.1...9), number(0.1...9)), (number(0.1...9), number(0.1...9)))
      let grid = try grid(Size(width: 50, height: 40), r, Size(width: 20, height: 30), t)
      let copies = Pose(
        x: number(-30...30), y: number(-30...30), angle: number(-180...180), scale: number(0.5...2))
      let pose = grid.pose(of: copies)
      // A place in the template is, on both grids, as far from the edge in the unit of the spacings.
      let (x, y) = (number(-5...30), number(-5...30))
      let there = copies.apply(
        x: (x + 0.5) * t.0 / grid.side - 0.5, y: (y + 0.5) * t.1 / grid.side - 0.5)
      let here = pose.apply(x: x, y: y)
      #expect(abs((here.x + 0.5) * r.0 - (there.x + 0.5) * grid.side) < 1e-9, "seed \(seed)")
      #expect(abs((here.y + 0.5) * r.1 - (there.y + 0.5) * grid.side) < 1e-9, "seed \(seed)")
      let back = grid.poseOfCopies(pose)
      #expect(back.cornerDistance(to: copies, template: grid.templateSize) < 1e-9, "seed \(seed)")
    }
  }

  @Test func `ratios without end and images without measure are refused`() {
    let size = Size(width: 1000, height: 1000)
    let least = Double.leastNonzeroMagnitude
    let sizes: [(r: (Double, Double), t: (Double, Double))] = [
      ((1e-300, 1), (1e300, 1e300)), ((least, least), (1, 1)), ((1, 1e9), (1, 1)),
      ((1, 1e200), (1, 1)), ((1, 1), (3000, 1)),
    ]
    for (r, t) in sizes {
      #expect(throws: CMIFError.noCommonGrid(limit: Int(Int32.max)), "\(r), \(t)") {
        try grid(size, r, size, t)
      }
    }
  }

  // MARK: Resampling

  @Test func `the weights of each new pixel are means of old ones`() {
    for seed in 0..<300 {
      var generator = SeededGenerator(seed: seed)
      let old = Int.random(in: 1...60, using: &generator)
      let k = Double.random(in: generator.oneIn(2) ? 0.05...1 : 1...9, using: &generator)
      let new = max(1, Int((Double(old) * k).rounded()))
      let axis = AxisResampling(from: old, to: new, factor: k)
      #expect(axis.count == new && axis.starts.count == new + 1)
      for index in 0..<new {
        let weights = axis.weights[axis.starts[index]..<axis.starts[index + 1]]
        #expect(!weights.isEmpty && weights.allSatisfy { $0 >= 0 }, "seed \(seed)")
        #expect(abs(weights.reduce(0, +) - 1) < 1e-12, "seed \(seed)")
        #expect(axis.first[index] >= 0 && axis.first[index] + weights.count <= old, "seed \(seed)")
        // The mean place of the old pixels is the middle of the new one, but at the ends.
        let place = weights.enumerated().reduce(0) {
          $0 + $1.element * Double(axis.first[index] + $1.offset)
        }
        let middle = (Double(index) + 0.5) / k - 0.5
        guard middle >= 0.5 / min(k, 1), middle <= Double(old) - 0.5 - 1 / min(k, 1) else {
          continue
        }
        #expect(abs(place - middle) < 0.5, "seed \(seed), pixel \(index)")
        if k >= 1 { #expect(abs(place - middle) < 1e-9, "seed \(seed), pixel \(index)") }
      }
    }
    let halves = AxisResampling(from: 6, to: 3, factor: 0.5)
    #expect(halves.first == [0, 2, 4] && halves.weights == [Double](repeating: 0.5, count: 6))
    let same = AxisResampling(from: 4, to: 4, factor: 1)
    #expect(same.first == [0, 1, 2, 3] && same.weights == [1, 1, 1, 1])
    let doubled = AxisResampling(from: 2, to: 4, factor: 2)
    #expect(doubled.weights == [1, 0.75, 0.25, 0.25, 0.75, 1])
  }

  @Test func `pixels that take no part add nothing, and half of a pixel is enough`() throws {
    let plane = Plane(width: 4, height: 2, samples: [10, 20, 900, 40, 10, 20, 900, 900])
    let flags = [true, true, false, true, true, true, false, false]
    var image = AlignmentImage(plane, mask: Mask(width: 4, height: 2, isIncluded: flags))
    image.spacing = PixelSpacing(x: 1, y: 1)
    let large = Size(width: 4000, height: 4000)
    let grid = try grid(large, (2, 2), image.size, (1, 1))
    let small = grid.onGrid(template: image)
    #expect(small.size == Size(width: 2, height: 1))
    #expect(small.planes[0].samples == [15 * 256, 40 * 256])
    #expect(small.mask?.isIncluded == [true, false] && small.spacing == .unit)
    image.spacing = PixelSpacing(x: 2, y: 2)
    let unchanged = try self.grid(image.size, (2, 2), large, (1, 1)).onGrid(reference: image)
    #expect(unchanged.planes == image.planes && unchanged.spacing == .unit)
  }

  @Test func `samples of 32 bits stay within them`() throws {
    let samples = [Int32.min, .max, 5, -7].flatMap { [$0, $0] }
    let image = AlignmentImage(Plane(width: 8, height: 1, samples: samples))
    var coarse = AlignmentImage(Plane(width: 2, height: 2, samples: [1, 2, 3, 4]))
    coarse.spacing = PixelSpacing(x: 2, y: 1)
    var wide = image
    wide.spacing = PixelSpacing(x: 1, y: 2)
    let grid = try CommonGrid(reference: coarse, template: wide)
    #expect(grid.onGrid(template: wide).planes[0].samples.prefix(2).allSatisfy { $0 == .min })
  }

  // MARK: Searches

  private static let reference = Size(width: 130, height: 70)
  private static let template = Size(width: 64, height: 60)

  /// A reference whose pixels are 1 x 2, and a template of pixels of any size at a pose on the scene, which says where
  /// the place (x, y) of the template is, in the unit of the spacings.
  private func pair(
    _ pose: Pose, pixels t: PixelSpacing
  ) -> (reference: AlignmentImage, template: AlignmentImage, truth: Pose) {
    let scene = TwinScene(seed: 5)
    let fixed = Pose(m00: 1, m01: 0, tx: 0.5, m10: 0, m11: 2, ty: 1)
    let moving = pose.after(
      Pose(m00: t.x, m01: 0, tx: t.x / 2, m10: 0, m11: t.y, ty: t.y / 2))
    var reference = scene.firstImage(Self.reference, at: fixed)
    reference.spacing = PixelSpacing(x: 1, y: 2)
    var template = scene.secondImage(Self.template, at: moving)
    template.spacing = t
    let inverse = Pose(m00: 1, m01: 0, tx: -0.5, m10: 0, m11: 0.5, ty: -0.5)
    return (reference, template, inverse.after(moving))
  }

  @Test
  func `a shift of pixels that are not square is found, and its matrix is that of the images`()
    async throws
  {
    let (reference, template, truth) = pair(Pose(x: 31, y: 42), pixels: .unit)
    let found = try await Aligner().align(reference: reference, template: template).best
    #expect(found.confidence > 0.9 && found.pose.m00 == 1 && found.pose.m11 == 0.5)
    #expect(found.pose.cornerDistance(to: truth, template: Self.template) < 0.3, "\(found.pose)")
    #expect(found.center == found.pose.center(of: Self.template))
  }

  @Test func `turns and scales are those of the scene`() async throws {
    let pixels = PixelSpacing(x: 1.5, y: 1.2)
    let (reference, template, truth) = pair(
      Pose(x: 22, y: 18, angle: 8, scale: 0.9), pixels: pixels)
    var options = AlignmentOptions()
    options.poses = PoseRange(rotation: 0...12, scale: 0.8...1.1)
    let found = try await Aligner(options: options).align(
      reference: reference, template: template
    ).best
    #expect(found.confidence > 0.9)
    #expect(found.pose.cornerDistance(to: truth, template: Self.template) < 0.5, "\(found.pose)")
  }

  @Test(arguments: Flip.allCases)
  func `mirror images have known pixel sizes, too`(flip: Flip) async throws {
    let (reference, template, truth) = pair(
      Pose(x: 31, y: 42), pixels: PixelSpacing(x: 1, y: 0.7))
    var options = AlignmentOptions()
    options.mirroring = .auto
    let found = try await Aligner(options: options).align(
      reference: reference, template: template.flipped(flip)
    ).best
    let expected = truth.flipped(flip, of: Self.template)
    #expect(found.pose.isMirrored && found.confidence > 0.9)
    #expect(found.pose.cornerDistance(to: expected, template: Self.template) < 0.5)
  }

  /// A reference, and a template whose pixels are half as long on the scene.
  private func halves() -> (reference: AlignmentImage, template: AlignmentImage, truth: Pose) {
    let (scene, truth) = (TwinScene(seed: 5), Pose(x: 29.5, y: 37.5, scale: 0.5))
    return (
      scene.firstImage(Size(width: 110, height: 100)),
      scene.secondImage(Size(width: 90, height: 80), at: truth), truth
    )
  }

  @Test func `a known scale needs no range of scales, and precision is in reference pixels`()
    async throws
  {
    var (reference, template, truth) = halves()
    (reference.spacing, template.spacing) = (PixelSpacing(x: 2, y: 2), .unit)
    let found = try await Aligner().align(reference: reference, template: template).best
    #expect(found.pose.scale == 0.5 && found.pose.angle == 0 && found.confidence > 0.9)
    #expect(found.pose.cornerDistance(to: truth, template: template.size) < 0.7, "\(found.pose)")
    #expect(found.precision == 0.5 * Precision.value(prominence: found.prominence))
  }

  @Test(arguments: [0.0...0, -180...(-180), -4...4], [0.5...0.5, 0.4...0.6])
  func `a scale far from 1, and the middle of scales that is, are a known size of pixels`(
    turns: ClosedRange<Double>, scales: ClosedRange<Double>
  ) async throws {
    var (reference, template, truth) = halves()
    var options = AlignmentOptions()
    options.window = SearchWindow(center: Point(x: 50, y: 60), reachX: 20, reachY: 19)
    options.poses = PoseRange(rotation: turns, scale: scales)
    let known = options.poses.middleScale
    let scaled = try await Aligner(options: options)
      .align(reference: reference, template: template)
    if turns.contains(0) {
      let error = scaled.best.pose.cornerDistance(to: truth, template: template.size)
      #expect(error < 0.8, "\(scaled.best)")
    }
    (reference.spacing, template.spacing) = (PixelSpacing(x: 6, y: 6), PixelSpacing(x: 6, y: 6))
    let equal = try await Aligner(options: options).align(reference: reference, template: template)
    #expect(equal.answers == scaled.answers)
    template.spacing = PixelSpacing(x: 6 * known, y: 6 * known)
    options.poses = options.poses.divided(by: known)
    let spaced = try await Aligner(options: options)
      .align(reference: reference, template: template)
    let distance = spaced.best.pose.cornerDistance(to: scaled.best.pose, template: template.size)
    #expect(distance < 1e-9 && spaced.best.confidence == scaled.best.confidence)
    #expect(spaced.warnings == scaled.warnings)
  }

  @Test func `scales with a middle near 1 leave pixels as they are`() {
    for scales in [0.8...1.25, 0.5...2, 1...1.9, 0.6...0.9] {
      #expect(PoseRange(scale: scales).knownScale == 1, "\(scales)")
    }
    #expect(PoseRange(scale: 1...4).knownScale == 2 && PoseRange(scale: 3...3).knownScale == 3)
    #expect(PoseRange(scale: 1.03...1.03).knownScale == 1)
    #expect(PoseRange(scale: 0.25...1).knownScale == 0.5)
  }

  @Test func `scales that are told or proposed are those that can be asked for`() throws {
    let size = Size(width: 100, height: 80)
    let image = AlignmentImage(TwinScene.plane([Double](repeating: 0, count: size.area), size))
    let pair = SearchedPair(reference: image, template: image)
    func moved(_ warning: AlignmentWarning, _ scale: Double) throws -> AlignmentWarning {
      warning.moved(from: try pair.grid(scale: scale), template: size)
    }
    #expect(try moved(.scale(1.25), 2) == .scale(2.5))
    #expect(try moved(.edgeOfScale(try: 0.9...1.15), 2) == .edgeOfScale(try: 1.8...2.3))
    #expect(try moved(.edgeOfScale(try: 0.9...1.15), 90) == .edgeOfScale(try: 81...100))
    #expect(PoseRange(scale: 0.01...100).divided(by: 0.5).scale == 0.02...100)
  }

  @Test func `a single known scale leaves shifts alone to be searched, whatever it is`() {
    for number in 1...10_000 {
      let scale = Double(number) / 100
      let known = PoseRange(scale: scale...scale).knownScale
      guard known != 1 else { continue }
      #expect(PoseRange(scale: scale...scale).divided(by: known).isTranslation, "\(scale)")
    }
  }

  @Test func `a turn of whole turns is none`() {
    for turns in [-720.0, -360, 0, 360, 3600] {
      #expect(PoseRange(rotation: turns...turns).isTranslation, "\(turns)")
    }
    #expect(!PoseRange(rotation: 0...360).isTranslation)
    #expect(!PoseRange(rotation: 359...359).isTranslation)
  }

  @Test(arguments: [1.0, 2])
  func `pixel sizes that are proposed are in the unit of those given, beside the scale asked for`(
    scale: Double
  ) throws {
    let size = Size(width: 100, height: 80)
    var image = AlignmentImage(TwinScene.plane([Double](repeating: 0, count: size.area), size))
    var pair = SearchedPair(reference: image, template: image)
    (pair.reference.spacing, image.spacing) = (PixelSpacing(x: 2, y: 1), PixelSpacing(x: 0.5, y: 1))
    pair.template = image
    let told = AlignmentWarning.unequalPixels(
      reference: .unit, template: PixelSpacing(x: 1.25, y: 1)
    ).moved(from: try pair.grid(scale: scale), template: size)
    #expect(
      told
        == .unequalPixels(
          reference: PixelSpacing(x: 2, y: 1), template: PixelSpacing(x: 0.625, y: 1)))
  }

  @Test func `equal square pixels of any size are searched as they are`() async throws {
    let scene = TwinScene(seed: 9)
    var reference = scene.firstImage(Size(width: 90, height: 80))
    var template = scene.secondImage(Self.template, at: Pose(x: 11, y: 7))
    let plain = try await Aligner().align(reference: reference, template: template)
    (reference.spacing, template.spacing) = (PixelSpacing(x: 3, y: 3), PixelSpacing(x: 3, y: 3))
    let spaced = try await Aligner().align(reference: reference, template: template)
    #expect(spaced.answers == plain.answers && plain.best.pose == Pose(x: 11, y: 7))
  }
}
