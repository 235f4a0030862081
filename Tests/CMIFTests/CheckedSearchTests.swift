import Synchronization
import TestSupport
import Testing

@testable import CMIF

/// Pictures that share what is not the scene, searches that are narrow, and scenes beyond what is searched.
@Suite struct CheckedSearchTests {
  private static let size = Size(width: 150, height: 150)
  private static let shift = (x: 21, y: -17)

  /// What spoils both pictures alike.
  enum Spoil: CaseIterable, Sendable {
    case frame, whiteFrame, field, legend, cross, sensor, rows, screen

    func spoilt(_ values: [Double], _ size: Size) -> [Double] {
      var generator = SeededGenerator(seed: 5)
      let noise = values.map { _ in Double.random(in: -15...15, using: &generator) }
      return values.indices.map { index in
        let (y, x) = index.quotientAndRemainder(dividingBy: size.width)
        let edge = min(x, y, size.width - 1 - x, size.height - 1 - y)
        switch self {
        case .frame: return edge < 6 ? 0 : values[index]
        case .whiteFrame: return edge < 9 ? 255 : values[index]
        case .field:
          let (u, v) = (Double(x) - 74.5, Double(y) - 74.5)
          return u * u + v * v > 70 * 70 ? 0 : values[index]
        case .legend:
          guard (8..<70).contains(x), (100..<130).contains(y) else { return values[index] }
          return (x / 3 * 7 + y / 3 * 13 + x / 3 * y / 3) % 5 < 2 ? 255 : 0
        case .cross: return x == 75 || y == 75 ? 255 : values[index]
        case .sensor: return values[index] + noise[index]
        case .rows: return values[index] + noise[y]
        case .screen:
          // Bars with letters above and below, and the lines of a view finder.
          let isBar = y < 24 || y >= 130
          guard !isBar, x % 50 != 49, y % 50 != 49 else {
            return isBar && (x / 2 * 5 + y / 2 * 11 + x / 2 * y / 2) % 7 < 2 ? 20 : 235
          }
          return values[index]
        }
      }
    }
  }

  private func align(
    _ reference: [Double], _ template: [Double], _ templateSize: Size = Self.size,
    _ change: (inout AlignmentOptions) -> Void = { _ in }
  ) async throws -> AlignmentResult {
    var options = AlignmentOptions()
    change(&options)
    return try await Aligner(options: options).align(
      reference: AlignmentImage(TwinScene.plane(reference, Self.size)),
      template: AlignmentImage(TwinScene.plane(template, templateSize)))
  }

  private func windows(_ seed: Int, unrelated: Bool = false) -> (
    reference: [Double], template: [Double]
  ) {
    let other = TwinScene(seed: unrelated ? seed + 1000 : seed)
    return (
      TwinScene(seed: seed).first(Self.size, at: .identity),
      other.second(Self.size, at: Pose(x: Double(Self.shift.x), y: Double(Self.shift.y)))
    )
  }

  private func isRight(_ answer: AlignmentAnswer) -> Bool {
    abs(answer.pose.tx - Double(Self.shift.x)) <= 2
      && abs(answer.pose.ty - Double(Self.shift.y)) <= 2
  }

  /// What a search gives that finds one place.
  private static func result(at pose: Pose, _ confidence: Double) -> AlignmentResult {
    AlignmentResult(answers: [
      AlignmentAnswer(
        pose: pose, center: pose.center(of: size), score: 1, sharpness: 100, prominence: 1,
        overlap: 1, confidence: confidence, precision: 1)
    ])
  }

  @Test(arguments: 1...3)
  func `a smooth scene under heavy noise is found at a coarser resolution`(seed: Int) async throws {
    var generator = SeededGenerator(seed: seed)
    let scene = TwinScene(seed: seed)
    func plane(_ values: [Double]) -> AlignmentImage {
      let noisy = values.map {
        128 + ($0 - 128) / 2 + Double.random(in: -150...150, using: &generator)
      }
      return AlignmentImage(TwinScene.plane(noisy, Self.size))
    }
    // A quarter of the scene's detail.
    let reference = plane(scene.first(Self.size, at: Pose(x: 0, y: 0, scale: 0.25)))
    let template = plane(
      scene.second(
        Self.size,
        at: Pose(x: Double(Self.shift.x) / 4, y: Double(Self.shift.y) / 4, scale: 0.25)))
    let found = try await Aligner().align(reference: reference, template: template).best
    #expect(
      abs(found.pose.tx - Double(Self.shift.x)) <= 4
        && abs(found.pose.ty - Double(Self.shift.y)) <= 4)
    let fine = try await Aligner().align(
      LabelImagePair(reference: reference, template: template)
    ).best
    #expect(found.sharpness > fine.sharpness)
  }

  @Test(arguments: Spoil.allCases)
  func `what both pictures share beside the scene makes no wrong answer sure`(spoil: Spoil)
    async throws
  {
    for seed in 1...3 {
      let pair = windows(seed, unrelated: true)
      let result = try await align(
        spoil.spoilt(pair.reference, Self.size), spoil.spoilt(pair.template, Self.size))
      #expect(result.best.confidence < 0.9, "seed \(seed), \(result.best)")
    }
  }

  @Test(arguments: 1...3)
  func `noise of a sensor alone makes no place sure where pictures show hardly anything`(seed: Int)
    async throws
  {
    var generator = SeededGenerator(seed: seed)
    let noise = (0..<Self.size.area).map { _ in Double.random(in: -15...15, using: &generator) }
    let sky = noise.indices.map { 120 + Double($0 / Self.size.width) / 10 + noise[$0] }
    let spot = noise.indices.map { index in
      let (y, x) = index.quotientAndRemainder(dividingBy: Self.size.width)
      let (u, v) = (Double(x - 110 - 5 * seed), Double(y - 20))
      return 30 + 150 * exponential(-(u * u + v * v) / 800) + noise[index]
    }
    let result = try await align(sky, spot)
    #expect(result.best.confidence < 0.9, "seed \(seed), \(result.best)")
  }

  /// Values with cross hairs, which are the same after a turn by quarters.
  private static func crossed(_ values: [Double]) -> [Double] {
    values.indices.map { index in
      let (y, x) = index.quotientAndRemainder(dividingBy: size.width)
      return [x, y].contains { abs(2 * $0 - (size.width - 1)) <= 3 } ? 255 : values[index]
    }
  }

  @Test(arguments: QuarterTurn.allCases, [0.0, 30])
  func `cross hairs, which are the same after a turn by quarters, make no turned place sure`(
    turn: QuarterTurn, reach: Double
  ) async throws {
    for seed in 1...3 {
      let pair = windows(seed, unrelated: true)
      let result = try await align(Self.crossed(pair.reference), Self.crossed(pair.template)) {
        $0.poses = PoseRange(rotation: turn.angle - reach...turn.angle + reach)
      }
      #expect(result.best.confidence < 0.9, "seed \(seed), \(result.best)")
      #expect(result.warnings.contains(.fixedPattern), "seed \(seed), \(result.warnings)")
    }
  }

  @Test(arguments: QuarterTurn.allCases)
  func `checks see a template turned where frames coincide then, and leave its pose`(
    turn: QuarterTurn
  ) async throws {
    let reference = Size(width: 90, height: 60)
    let template = turn.reversed.size(of: reference)
    var generator = SeededGenerator(seed: 3)
    func image(_ size: Size) -> AlignmentImage {
      let values = (0..<size.area).map { _ in Double.random(in: 0...255, using: &generator) }
      return AlignmentImage(TwinScene.plane(values, size))
    }
    let pair = SearchedPair(reference: image(reference), template: image(template))
    let pose = turn.pose(of: template)
    var options = AlignmentOptions()
    options.poses = PoseRange(rotation: turn.angle - 1...turn.angle + 1)
    let searches = Mutex(0)
    let search = CheckedSearch(options: options) { pair, options in
      #expect(pair.template.size == reference)
      #expect(options.poses == PoseRange(rotation: -1...1) || options.poses.isTranslation)
      searches.withLock { $0 += 1 }
      return Self.result(at: .identity, 0.7)
    }
    let plain = Self.result(at: pose, 0.7)
    #expect(search.frameTurn((plain, pair)) == turn)
    let found = try await search.checked((plain, pair), after: turn)
    #expect(found.best.pose.cornerDistance(to: pose, template: template) < 1e-9)
    #expect(searches.withLock { $0 } > 0)
  }

  /// A picture at half its size.
  private static func half(_ values: [Double]) -> [Double] {
    let width = size.width
    return (0..<size.area / 4).map { index in
      let (y, x) = index.quotientAndRemainder(dividingBy: width / 2)
      let corner = 2 * (y * width + x)
      return [0, 1, width, width + 1].map { values[corner + $0] }.reduce(0, +) / 4
    }
  }

  @Test(arguments: [Spoil.frame, .legend, .cross, .screen], [2.0...2, 1.85...2.15])
  func `what pictures of two sizes share beside the scene makes no wrong answer sure`(
    spoil: Spoil, scales: ClosedRange<Double>
  ) async throws {
    let half = Size(width: Self.size.width / 2, height: Self.size.height / 2)
    for seed in 1...2 {
      let pair = windows(seed, unrelated: true)
      let template = Self.half(spoil.spoilt(pair.template, Self.size))
      let result = try await align(spoil.spoilt(pair.reference, Self.size), template, half) {
        $0.poses = PoseRange(scale: scales)
      }
      #expect(result.best.confidence < 0.9, "seed \(seed), \(result)")
    }
  }

  @Test(arguments: [0.0, 180], [0.5, 2])
  func `checks see a template scaled where frames coincide then, and leave its pose`(
    angle: Double, scale: Double
  ) async throws {
    let template = Size(width: 80, height: 60)
    let reference = Size(width: Int(80 * scale), height: Int(60 * scale))
    var generator = SeededGenerator(seed: 3)
    func image(_ size: Size) -> AlignmentImage {
      let values = (0..<size.area).map { _ in Double.random(in: 0...255, using: &generator) }
      return AlignmentImage(TwinScene.plane(values, size))
    }
    let pair = SearchedPair(reference: image(reference), template: image(template))
    let pose = Pose(
      center: Pose.identity.center(of: reference), of: template, angle: angle, scale: scale)
    var options = AlignmentOptions()
    options.poses = PoseRange(rotation: -180...180, scale: scale...2 * scale)
    let searches = Mutex(0)
    let search = CheckedSearch(options: options) { pair, options in
      #expect(pair.template.size == pair.reference.size)
      #expect(options.poses.scale == 1...2 || options.poses.isTranslation)
      searches.withLock { $0 += 1 }
      return Self.result(at: .identity, 0.7)
    }
    let plain = Self.result(at: pose, 0.7)
    let grid = try #require(search.frameGrid((plain, pair)))
    #expect(grid.scale == scale)
    let checked = try await search.checked((plain, pair), on: grid)
    #expect(checked.best.pose.cornerDistance(to: pose, template: template) < 1e-9)
    #expect(searches.withLock { $0 } > 0)
    let same = SearchedPair(reference: pair.template, template: pair.template)
    #expect(search.frameGrid((Self.result(at: .identity, 0.7), same)) == nil)
  }

  @Test(arguments: QuarterTurn.allCases, [0.0, -360])
  func `a search at a turn by quarters alone is one for shifts of the turned template`(
    turn: QuarterTurn, whole: Double
  ) async throws {
    let size = Size(width: 80, height: 60)
    let scene = TwinScene(seed: 8)
    let pose = Pose(x: 31.4, y: 22.7).ofOriginal(before: turn, of: size)
    let reference = scene.firstImage(Self.size)
    var options = AlignmentOptions()
    options.poses = PoseRange(rotation: turn.angle + whole...turn.angle + whole)
    let result = try await Aligner(options: options)
      .align(reference: reference, template: scene.secondImage(size, at: pose))
    #expect(result.best.pose.cornerDistance(to: pose, template: size) < 0.4, "\(result.best)")
    #expect(result.best.confidence >= 0.9, "\(result.best)")
    options.poses = PoseRange()
    options.isSubpixel = true
    let shift = try await Aligner(options: options).align(
      reference: reference, template: scene.secondImage(size, at: pose).turned(turn))
    #expect(result.best.score == shift.best.score)
    #expect(abs(result.best.center.x - shift.best.center.x) < 1e-9)
    #expect(abs(result.best.center.y - shift.best.center.y) < 1e-9)
  }

  @Test
  func `a warning for a turned template names the patch and the turns of the template itself`() {
    let size = Size(width: 90, height: 60)
    let patch = PixelRect(x: 10, y: 5, size: Size(width: 20, height: 30))
    func original(_ rect: PixelRect, _ turn: QuarterTurn) -> AlignmentWarning {
      AlignmentWarning.onePatch(rect, isLeftOut: true).ofOriginal(
        before: turn, of: size, in: PoseRange())
    }
    let patches: [(PixelRect, QuarterTurn)] = [
      (PixelRect(x: 25, y: 10, size: Size(width: 30, height: 20)), .once),
      (PixelRect(x: 60, y: 25, size: Size(width: 20, height: 30)), .twice),
      (PixelRect(x: 5, y: 60, size: Size(width: 30, height: 20)), .thrice),
    ]
    for (rect, turn) in patches {
      #expect(original(rect, turn) == .onePatch(patch, isLeftOut: true), "\(turn)")
    }
    #expect(
      AlignmentWarning.edgeOfRotation(try: -8...1)
        .ofOriginal(before: .twice, of: size, in: PoseRange(rotation: 180...180))
        == .edgeOfRotation(try: 172...181))
    #expect(
      AlignmentWarning.edgeOfRotation(try: -8...1)
        .ofOriginal(before: .thrice, of: size, in: PoseRange(rotation: -93 ... -90))
        == .edgeOfRotation(try: -98 ... -89))
    for (turn, asked) in [(QuarterTurn.once, 90.0), (.thrice, -90), (.thrice, 270), (.twice, 540)] {
      #expect(
        AlignmentWarning.turn(-3, searched: 0)
          .ofOriginal(before: turn, of: size, in: PoseRange(rotation: asked...asked))
          == .turn(asked - 3, searched: asked))
    }
    for turn in QuarterTurn.allCases {
      let (wide, high) = (PixelSpacing(x: 2, y: 1), PixelSpacing(x: 1, y: 2))
      let unequal = AlignmentWarning.unequalPixels(reference: .unit, template: wide)
      #expect(
        unequal.ofOriginal(before: turn, of: size, in: PoseRange())
          == .unequalPixels(reference: .unit, template: turn == .twice ? wide : high))
    }
    #expect(AlignmentWarning.noData.ofOriginal(before: .once, of: size, in: PoseRange()) == .noData)
  }

  @Test(
    arguments: [
      (flip: nil, turn: nil), (Flip.topToBottom, nil), (.leftToRight, nil), (nil, QuarterTurn.once),
      (.topToBottom, .twice), (.leftToRight, .thrice),
    ], [(-20.0, 0.7), (-20, 0.4), (31, 0.8)])
  func `marks that both frames bear are left out where the best place is another one`(
    change: (flip: Flip?, turn: QuarterTurn?), again: (x: Double, confidence: Double)
  ) async throws {
    let (flip, turn) = change
    let letters = PixelRect(x: 12, y: 90, size: Size(width: 60, height: 30))
    func marked(_ values: [Double]) -> AlignmentImage {
      let values = values.indices.map { index in
        let (y, x) = index.quotientAndRemainder(dividingBy: Self.size.width)
        guard letters.contains(x: x, y: y) else { return values[index] }
        let (u, v) = ((x - letters.x) / 3, (y - letters.y) / 3)
        return (u * 7 + v * 13 + u * v) % 5 < 2 ? 255.0 : 0
      }
      return AlignmentImage(TwinScene.plane(values, Self.size))
    }
    let scene = windows(1, unrelated: true)
    let (reference, template) = (marked(scene.reference), marked(scene.template))
    let flipped = flip.map(template.flipped) ?? template
    let pair = SearchedPair(reference: reference, template: turn.map(flipped.turned) ?? flipped)
    var options = AlignmentOptions()
    if flip == nil, turn == nil { options.poses = PoseRange(scale: 0.9...1.1) }
    let search = CheckedSearch(options: options, flip: flip, turn: turn) { pair, _ in
      let one = pair.reference.mask
      let changed = flip.map { flip in one?.flipped(flip) } ?? one
      #expect(pair.template.mask == turn.map { turn in changed?.turned(turn) } ?? changed)
      #expect(one?.isIncluded[100 * Self.size.width + 40] == false)
      #expect(one?.isIncluded[40 * Self.size.width + 100] == true)
      return Self.result(at: Pose(x: again.x, y: 9), again.confidence)
    }
    let plain = Self.result(at: Pose(x: 30, y: 9), 0.99)
    let found = try await search.withoutEqualPatches((plain, pair)).result
    let isElsewhere = again.x < 0 && again.confidence > 0.5
    #expect(found.best.pose.tx == (isElsewhere ? again.x : 30))
    #expect(found.best.confidence == max(again.confidence, 0.5))
    #expect(found.warnings == (again.x < 0 ? [.fixedPattern] : []))
  }

  @Test(arguments: Spoil.allCases)
  func `a scene is found in spite of what both pictures share beside it`(spoil: Spoil) async throws
  {
    for seed in 1...3 {
      let pair = windows(seed)
      let result = try await align(
        spoil.spoilt(pair.reference, Self.size), spoil.spoilt(pair.template, Self.size))
      #expect(isRight(result.best), "seed \(seed), \(result.best)")
    }
  }

  @Test
  func
    `an answer that takes another's place keeps what was left out, not what spoke against the other`()
  {
    let edge = AlignmentWarning.edgeOfOverlap(try: 0.3)
    let first = Self.result(at: .identity, 1).told(.noData).warned(edge, confidenceAtMost: 0.5)
    let patch = AlignmentWarning.onePatch(PixelRect(Self.size), isLeftOut: true)
    let next = Self.result(at: Pose(x: 9, y: 0), 0.95)
    let other = next.replacing(first.told(patch)).told(.noData)
    #expect(other.warnings == [.noData, patch])
    let nearer = AlignmentWarning.edgeOfOverlap(try: 0.2)
    let own = next.warned(nearer, confidenceAtMost: 0.5).replacing(first)
    #expect(own.warnings == [.noData, nearer])
  }

  @Test func `a smoothed plane is the mean of the included pixels around, in parts of the range`() {
    var generator = SeededGenerator(seed: 8)
    let size = Size(width: 13, height: 9)
    let samples = (0..<size.area).map { _ in Int32.random(in: 3...250, using: &generator) }
    let mask = Mask(size) { x, y in (x * 7 + y * 5) % 4 != 0 }
    let plane = Plane(width: size.width, height: size.height, samples: samples)
    let range = plane.range(mask: mask)
    let expected = (0..<size.area).map { index -> Int32 in
      let (y, x) = index.quotientAndRemainder(dividingBy: size.width)
      let around = (0..<size.area).filter {
        abs($0 % size.width - x) <= 2 && abs($0 / size.width - y) <= 2 && mask.isIncluded[$0]
      }
      let rises = around.map { Int(samples[$0] - range.low) * 65_535 / Int(range.high - range.low) }
      return Int32((Double(rises.reduce(0, +)) / Double(around.count)).rounded())
    }
    #expect(
      plane.smoothed(radius: 2, mask: mask)
        == Plane(width: size.width, height: size.height, samples: expected))
    let deep = Plane(width: size.width, height: size.height, samples: samples.map { $0 * 257 })
    #expect(deep.smoothed(radius: 2, mask: mask) == plane.smoothed(radius: 2, mask: mask))
  }

  @Test(arguments: [Spoil.sensor, .rows])
  func `what a sensor adds to each pixel leaves the answer sure where the scene coincides as well`(
    spoil: Spoil
  ) async throws {
    let scene = TwinScene(seed: 2).first(Self.size, at: .identity)
    let result = try await align(
      spoil.spoilt(scene, Self.size), spoil.spoilt(scene.map { 255 - $0 }, Self.size))
    #expect(result.best.pose == .identity && result.best.confidence >= 0.9, "\(result)")
  }

  @Test(arguments: 1...3)
  func `noise of a sensor makes no place sure where a template is cut from inside of a frame`(
    seed: Int
  ) async throws {
    let pair = windows(seed, unrelated: true)
    let part = PixelRect(x: 20, y: 30, size: Size(width: 100, height: 104))
    let pictures = [pair.reference, pair.template].map { scene in
      let faint = scene.map { 60 + 0.4 * $0 }
      return AlignmentImage(TwinScene.plane(Spoil.sensor.spoilt(faint, Self.size), Self.size))
    }
    let result = try await Aligner(options: AlignmentOptions()).align(
      reference: pictures[0], template: pictures[1].cropped(to: part))
    #expect(result.best.confidence < 0.9, "\(result)")
  }

  /// Puts a label, a dark box with bright strokes, over a picture's values.
  private func labelled(_ values: [Double], x: Int, y: Int) -> [Double] {
    var values = values
    for v in 0..<14 {
      for u in 0..<50 {
        let isStroke = (2..<12).contains(v) && (u / 2 * 7 + v / 3 * 5 + u / 2 * v / 3) % 3 == 0
        values[(y + v) * Self.size.width + x + u] = isStroke ? 255 : 0
      }
    }
    return values
  }

  @Test(arguments: 1...3)
  func `a label that both pictures bear, each at its own place, does not decide the answer`(
    seed: Int
  ) async throws {
    let (reference, template) = windows(seed)
    let result = try await align(
      labelled(reference, x: 90, y: 10), labelled(template, x: 12, y: 120))
    #expect(isRight(result.best), "\(result)")
    let pair = windows(seed, unrelated: true)
    let unrelated = try await align(
      labelled(pair.reference, x: 60, y: 40), labelled(pair.template, x: 40, y: 70))
    #expect(unrelated.best.confidence <= 0.5, "\(unrelated)")
    #expect(
      unrelated.best.confidence < 0.5
        || unrelated.warnings.contains {
          if case .onePatch(_, isLeftOut: false) = $0 { true } else { false }
        })
  }

  @Test(arguments: [(12, 120), (95, 130), (95, 5)])
  func `the patch that decides a turned template is told in the template's own pixels`(
    x: Int, y: Int
  ) {
    let size = Size(width: 150, height: 150)
    let label = PixelRect(x: x, y: y, size: Size(width: 50, height: 14))
    let canvas = LabelResampling.canvas(for: size, scale: 1)
    let middle = Point(x: Double(canvas.width - 1) / 2, y: Double(canvas.height - 1) / 2)
    let pose = Pose(center: middle, of: size, angle: 90, scale: 1)
    let corner = pose.apply(x: Double(x), y: Double(y + 13))
    let turned = PixelRect(
      x: Int(corner.x.rounded()), y: Int(corner.y.rounded()), size: Size(width: 14, height: 50))
    #expect(pose.templateRect(of: turned, on: size) == label)
  }

  @Test(arguments: [PoseRange(), PoseRange(rotation: -3...3)])
  func `a template that lies in the reference twice is not sure`(poses: PoseRange) async throws {
    let scene = TwinScene(seed: 4)
    let (part, size) = (Size(width: 75, height: 150), Size(width: 66, height: 100))
    let half = scene.first(part, at: .identity)
    let twice = (0..<Self.size.area).map { half[$0 / 150 * 75 + $0 % 75] }
    let result = try await align(twice, scene.second(size, at: Pose(x: 5, y: 20)), size) {
      $0.poses = poses
    }
    #expect((0.3...0.6).contains(result.best.confidence), "\(result)")
    #expect(result.warnings.contains(.otherPlace))
  }

  /// Outlines that fade, the same in both pictures.
  enum Fading: CaseIterable, Sendable {
    case frame
    /// A round field of view, in which scenes show a tenth of their contrast.
    case field

    func faded(_ values: [Double], _ size: Size) -> [Double] {
      values.indices.map { index in
        let (y, x) = index.quotientAndRemainder(dividingBy: size.width)
        switch self {
        case .frame:
          let edge = min(x, y, size.width - 1 - x, size.height - 1 - y)
          return values[index] * min(1, Double(edge) / 15)
        case .field:
          let (u, v) = (Double(x) - 74.5, Double(y) - 74.5)
          let gain = min(1, max(0, (85 - (u * u + v * v).squareRoot()) / 30))
          return (115 + 0.1 * values[index]) * gain
        }
      }
    }
  }

  @Test(arguments: Fading.allCases, 1...5)
  func `an outline that fades does not decide the answer`(fading: Fading, seed: Int)
    async throws
  {
    let (reference, template) = windows(seed)
    let result = try await align(
      fading.faded(reference, Self.size), fading.faded(template, Self.size))
    #expect(isRight(result.best) || result.best.confidence <= 0.5, "\(result)")
    let other = windows(seed, unrelated: true)
    let unrelated = try await align(
      fading.faded(other.reference, Self.size), fading.faded(other.template, Self.size))
    #expect(unrelated.best.confidence <= 0.5, "\(unrelated)")
  }

  @Test(arguments: Fading.allCases, 1...5)
  func `pictures that lie on one another are sure behind an outline that fades`(
    fading: Fading, seed: Int
  ) async throws {
    let scene = TwinScene(seed: seed)
    let result = try await align(
      fading.faded(scene.first(Self.size, at: .identity), Self.size),
      fading.faded(scene.second(Self.size, at: .identity), Self.size))
    #expect(result.best.pose.cornerDistance(to: .identity, template: Self.size) <= 2)
    #expect(result.best.confidence >= 0.9, "\(result)")
  }

  /// Values behind six drops of water, each with a dark edge and a bright spot.
  private func behindDrops(_ values: [Double], movedBy move: (x: Double, y: Double)) -> [Double] {
    let drops = [
      (25, 30, 12), (70, 22, 9), (118, 45, 14), (40, 90, 10), (85, 110, 13), (120, 125, 8),
    ]
    return values.indices.map { index in
      let (y, x) = index.quotientAndRemainder(dividingBy: Self.size.width)
      return drops.reduce(values[index]) { value, drop in
        let (u, v) = (Double(x - drop.0) - move.x, Double(y - drop.1) - move.y)
        let radius = Double(drop.2)
        let edge = (u * u + v * v).squareRoot() - radius
        let (a, b) = (u + radius / 3, v + radius / 3)
        return value * (1 - 0.85 * exponential(-edge * edge / 4))
          + 70 * exponential(-(a * a + b * b) / 18)
      }
    }
  }

  @Test(arguments: [PoseRange(), PoseRange(rotation: -3...3)])
  func `drops that have moved from one picture to the other make no place sure`(poses: PoseRange)
    async throws
  {
    for seed in 1...3 {
      let pair = windows(seed, unrelated: true)
      let result = try await align(
        behindDrops(pair.reference, movedBy: (-5, 4)),
        behindDrops(pair.template, movedBy: (0, 0))
      ) { $0.poses = poses }
      #expect(result.best.confidence < 0.9, "seed \(seed), \(result.best)")
    }
  }

  @Test func `an answer of a coarser resolution has its own warnings, and not those of another`()
    async throws
  {
    var generator = SeededGenerator(seed: 5)
    let noisy = AlignmentImage(
      TwinScene.plane(
        (0..<Self.size.area).map { _ in Double.random(in: 0...255, using: &generator) }, Self.size))
    let pair = SearchedPair(reference: noisy, template: noisy)
    let search = CheckedSearch(options: AlignmentOptions()) { _, _ in
      Self.result(at: Pose(x: 30, y: 0), 0.9)
    }
    var found = Self.result(at: Pose(x: 30, y: 0), 0.5)
    found.warnings = [.noData, .edgeOfOverlap(try: 0.4)]
    let coarse = try await search.atCoarserResolution(found, pair)
    #expect(coarse.best.pose == .identity)
    #expect(coarse.warnings == [.noData])
  }

  @Test func `clean pictures of one scene give a sure answer without a warning`() async throws {
    for seed in 1...3 {
      let pair = windows(seed)
      let result = try await align(pair.reference, pair.template)
      #expect(isRight(result.best) && result.best.confidence >= 0.9, "seed \(seed), \(result.best)")
      #expect(result.warnings.isEmpty, "seed \(seed), \(result.warnings)")
    }
  }

  @Test func `a place at which the frames coincide is no surer once less is compared`() async throws
  {
    let scene = windows(1)
    let pair = SearchedPair(
      reference: AlignmentImage(TwinScene.plane(scene.reference, Self.size)),
      template: AlignmentImage(TwinScene.plane(scene.template, Self.size)))
    let first = pair.template.planes
    let half = pair.template.turned(.twice)
    let flipped = (Flip.allCases.map { pair.template.flipped($0) } + [half]).map(\.planes)
    let search = CheckedSearch(options: AlignmentOptions()) { pair, _ in
      let planes = pair.template.planes
      return Self.result(
        at: .identity, planes == first ? 0.7 : flipped.contains(planes) ? 0.1 : 0.99)
    }
    #expect(try await search.run(pair).best.confidence == 0.7)
  }

  @Test(arguments: [true, false])
  func `checks of large pictures lead answers to the original resolution where they count`(
    isAnotherPlace: Bool
  ) async throws {
    let large = Size(width: 300, height: 300)
    let image = AlignmentImage(
      TwinScene.plane((0..<large.area).map { Double($0 * 7 % 256) }, large))
    let pair = SearchedPair(reference: image, template: image)
    let led = Mutex<[Bool]>([])
    let x = isAnotherPlace ? 61.0 : 1
    let search = CheckedSearch(options: AlignmentOptions()) { _, options in
      led.withLock { $0.append(options.leadsAnswers) }
      return Self.result(at: Pose(x: options.leadsAnswers ? x : x + 3, y: 0), 0.6)
    }
    let first = Self.result(at: .identity, 0.8)
    let judged = try await search.judged(
      (first, pair), by: pair, isSamePlace: { search.isSamePlace($0, .identity, pair) },
      counts: { _ in true }
    ).result
    #expect(led.withLock { $0 } == (isAnotherPlace ? [false, true] : [false]))
    #expect(judged.best.pose == (isAnotherPlace ? Pose(x: 61, y: 0) : .identity))
    #expect(judged.best.confidence == 0.6)
  }

  @Test func `a dark border is told at any size, of noise and of a bright picture as well`() {
    func isDark(_ size: Size, _ grey: (_ x: Int, _ y: Int) -> Double) -> Bool {
      AlignmentImage(
        TwinScene.plane(
          (0..<size.area).map { grey($0 % size.width, $0 / size.width) }, size)
      ).hasDarkBorder
    }
    for side in [40, 200, 700] {
      let square = Size(width: side, height: side)
      let middle = Double(side - 1) / 2
      func isInside(_ x: Int, _ y: Int) -> Bool {
        let (u, v) = (Double(x) - middle, Double(y) - middle)
        return u * u + v * v < 0.16 * Double(square.area)
      }
      #expect(isDark(square) { isInside($0, $1) ? 200 : Double(($0 * 7 + $1 * 5) % 9) })
      #expect(!isDark(square) { isInside($0, $1) ? 20 : Double(200 + ($0 * 7 + $1 * 5) % 9) })
    }
    #expect(isDark(Size(width: 400_000, height: 1)) { x, _ in x % 400 < 200 ? 0 : 255 })
  }

  @Test func `a flip that changes nothing of a picture tells nothing`() async throws {
    let scene = TwinScene(seed: 6)
    let half = scene.first(Self.size, at: .identity)
    let symmetric = half.indices.map { index in
      let (y, x) = index.quotientAndRemainder(dividingBy: Self.size.width)
      return half[y * Self.size.width + min(x, Self.size.width - 1 - x)]
    }
    let result = try await align(symmetric, symmetric.map { 255 - $0 })
    #expect(result.best.pose == .identity && result.best.confidence >= 0.9, "\(result)")
    #expect(result.warnings.isEmpty)
  }

  @Test(arguments: [(-20.0, 0.7, true), (-20, 0.4, false), (31, 0.95, false)])
  func `a surer answer at another place counts where areas that hold no data are left out`(
    x: Double, confidence: Double, counts: Bool
  ) async throws {
    let scene = windows(1)
    let images = [scene.reference, scene.template].map {
      AlignmentImage(TwinScene.plane(Spoil.frame.spoilt($0, Self.size), Self.size))
    }
    let pair = SearchedPair(reference: images[0], template: images[1])
    let plain = Self.result(at: Pose(x: 30, y: 9), 0.5)
    let masked = Self.result(at: Pose(x: x, y: 9), confidence)
    let search = CheckedSearch(options: AlignmentOptions()) { pair, _ in
      pair.template.mask == nil ? plain : masked
    }
    let found = try await search.withoutNoData((plain, pair))
    #expect(found.result.best.pose.tx == (counts ? x : 30))
    #expect(found.result.warnings == (counts ? [.noData] : []))
    #expect((found.pair.template.mask != nil) == counts)
  }

  @Test func `the confidence does not depend on what is printed and admitted`() async throws {
    let pair = windows(4)
    let plain = try await align(pair.reference, pair.template).best
    #expect(isRight(plain))
    let changes: [(String, @Sendable (inout AlignmentOptions) -> Void)] = [
      ("joint", { $0.normalization = .joint }), ("min", { $0.normalization = .min }),
      ("three peaks", { $0.peakCount = 3 }), ("overlap 0.7", { $0.minimumOverlap = 0.7 }),
      ("overlap 0.3", { $0.minimumOverlap = 0.3 }),
    ]
    for (name, change) in changes {
      let answer = try await align(pair.reference, pair.template, Self.size, change).best
      #expect(isRight(answer), "\(name)")
      #expect(abs(answer.confidence - plain.confidence) < 0.01, "\(name), \(answer.confidence)")
    }
  }

  @Test func `the best answer is the same however far apart answers are to be`() async throws {
    for seed in 1...4 {
      let pair = windows(seed, unrelated: seed > 2)
      let plain = try await align(pair.reference, pair.template).best
      for radius in [1, 3, 40, 200] {
        let answer = try await align(pair.reference, pair.template) { $0.peakRadius = radius }.best
        #expect(answer.pose == plain.pose, "seed \(seed), radius \(radius)")
        #expect(answer.confidence == plain.confidence, "seed \(seed), radius \(radius)")
      }
    }
  }

  /// Pictures that show nothing but what frames them.
  enum Ground: CaseIterable, Sendable {
    case field, marks, softFrame

    func picture(_ grey: Double, _ size: Size) -> [Double] {
      (0..<size.area).map { index in
        let (y, x) = index.quotientAndRemainder(dividingBy: size.width)
        let edge = min(x, y, size.width - 1 - x, size.height - 1 - y)
        switch self {
        case .field:
          let (u, v) = (Double(x) - 74.5, Double(y) - 74.5)
          return u * u + v * v > 65 * 65 ? 0 : grey
        case .marks:
          let (u, v) = (min(x, size.width - 1 - x), min(y, size.height - 1 - y))
          return (6..<16).contains(u) && (6..<16).contains(v) && (u < 9 || v < 9) ? 255 : grey
        case .softFrame: return grey * min(1, Double(edge) / 12)
        }
      }
    }
  }

  @Test(arguments: Ground.allCases)
  func `pictures that share nothing but what frames them are not sure`(ground: Ground)
    async throws
  {
    let result = try await align(
      ground.picture(120, Self.size), ground.picture(190, Self.size))
    #expect(result.best.confidence <= 0.5, "\(result)")
    #expect(!result.warnings.isEmpty)
  }

  @Test(arguments: [(0.0, 0.0), (180, 0), (180, 180), (90, 90)])
  func `a crop at a corner or in the middle of a larger picture is sure`(x: Double, y: Double)
    async throws
  {
    let scene = TwinScene(seed: 3)
    let (large, small) = (Size(width: 300, height: 300), Size(width: 120, height: 120))
    let negative = scene.first(small, at: Pose(x: x, y: y)).map { 255 - $0 }
    let result = try await Aligner().align(
      reference: AlignmentImage(TwinScene.plane(scene.first(large, at: .identity), large)),
      template: AlignmentImage(TwinScene.plane(negative, small)))
    #expect(result.best.pose.tx == x && result.best.pose.ty == y)
    #expect(result.best.confidence >= 0.9, "\(result)")
  }

  @Test func `lattices of different things are not sure, also where they are reduced`()
    async throws
  {
    let size = Size(width: 460, height: 400)
    func lattice(_ seed: Int) -> AlignmentImage {
      var generator = SeededGenerator(seed: seed)
      let noise = (0..<size.area).map { _ in Double.random(in: 0...40, using: &generator) }
      return AlignmentImage(
        TwinScene.plane(
          noise.indices.map { index in
            let (y, x) = index.quotientAndRemainder(dividingBy: size.width)
            return noise[index] + ((x + 5 * seed) % 28 < 3 || (y + 9 * seed) % 28 < 3 ? 200 : 30)
          }, size))
    }
    let result = try await Aligner().align(reference: lattice(1), template: lattice(2))
    #expect(result.best.confidence < 0.9, "\(result)")
  }

  @Test func `the work of searches counts whose answers do not`() async throws {
    let scene = windows(1, unrelated: true)
    let pair = SearchedPair(
      reference: AlignmentImage(
        TwinScene.plane(Spoil.frame.spoilt(scene.reference, Self.size), Self.size)),
      template: AlignmentImage(
        TwinScene.plane(Spoil.frame.spoilt(scene.template, Self.size), Self.size)))
    let searches = Mutex(0)
    let search = CheckedSearch(options: AlignmentOptions()) { _, _ in
      searches.withLock { $0 += 1 }
      return Self.result(at: .identity, 0.95)
    }
    let result = try await search.run(pair)
    #expect(result.statistics.poses == searches.withLock(\.self))
    #expect(result.statistics.poses > 2)
  }

  @Test func `a narrow search of unrelated pictures is not sure`() async throws {
    for (seed, overlap) in [(5, 0.95), (6, 0.97), (7, 1)] {
      let pair = windows(seed, unrelated: true)
      let result = try await align(pair.reference, pair.template) { $0.minimumOverlap = overlap }
      #expect(result.best.confidence < 0.9, "seed \(seed), \(result.best)")
    }
  }

  @Test func `a better place beyond the least overlap is told and caps the confidence`()
    async throws
  {
    let pair = windows(8)
    let result = try await align(pair.reference, pair.template) { $0.minimumOverlap = 0.9 }
    #expect(result.best.confidence <= 0.5)
    #expect(result.warnings.contains { $0.code == "edge-of-overlap" }, "\(result.warnings)")
  }

  @Test func `a turn that was not searched for is told`() async throws {
    let scene = TwinScene(seed: 9)
    let size = Size(width: 110, height: 100)
    let pose = Pose(center: Point(x: 75, y: 72), of: size, angle: 5, scale: 1)
    let result = try await align(
      scene.first(Self.size, at: .identity), scene.second(size, at: pose), size)
    let turns = result.warnings.compactMap { warning -> Double? in
      if case .turn(let angle, _) = warning { angle } else { nil }
    }
    #expect(result.best.confidence < 0.9 || turns.contains { abs($0 - 5) < 2.5 }, "\(result)")
  }

  @Test(arguments: [
    PoseRange(rotation: 5...5), PoseRange(rotation: -4 ... -4), PoseRange(scale: 1.06...1.06),
    PoseRange(scale: 0.95...0.95),
  ])
  func `another turn or scale than the only one that was searched is told`(
    poses: PoseRange
  ) async throws {
    let scene = TwinScene(seed: 9)
    let size = Size(width: 110, height: 100)
    let place = Pose(x: 17, y: 29)
    for range in [poses, PoseRange(rotation: 0...0, scale: 1.0001...1.0001)] {
      let result = try await align(
        scene.first(Self.size, at: .identity), scene.second(size, at: place), size
      ) { $0.poses = range }
      let isTold = result.warnings.contains { $0.code == "turn" || $0.code == "scale" }
      #expect(isTold == (range == poses), "\(result)")
      #expect((result.best.confidence >= 0.9) == (range != poses), "\(result)")
    }
  }

  @Test(arguments: [-5.0...5, 355...365, -365 ... -355])
  func `a turn at the end of the range is told and caps the confidence`(
    range: ClosedRange<Double>
  ) async throws {
    let scene = TwinScene(seed: 10)
    let size = Size(width: 100, height: 90)
    let pose = Pose(center: Point(x: 75, y: 72), of: size, angle: 8, scale: 1)
    let result = try await align(
      scene.first(Self.size, at: .identity), scene.second(size, at: pose), size
    ) { $0.poses = PoseRange(rotation: range) }
    #expect(result.best.confidence <= 0.5, "\(result)")
    let tried = result.warnings.compactMap { warning -> ClosedRange<Double>? in
      if case .edgeOfRotation(let range) = warning { range } else { nil }
    }
    let wider = try #require(tried.first, "\(result)")
    #expect(wider.lowerBound == range.lowerBound && wider.upperBound >= range.upperBound + 3)
  }

  @Test func `a scale at the end of the range is told and caps the confidence`() async throws {
    let scene = TwinScene(seed: 10)
    let size = Size(width: 100, height: 90)
    let pose = Pose(center: Point(x: 75, y: 72), of: size, angle: 0, scale: 1.06)
    let result = try await align(
      scene.first(Self.size, at: .identity), scene.second(size, at: pose), size
    ) { $0.poses = PoseRange(scale: 0.9...1) }
    #expect(result.best.confidence <= 0.5, "\(result)")
    let tried = result.warnings.compactMap { warning -> ClosedRange<Double>? in
      if case .edgeOfScale(let range) = warning { range } else { nil }
    }
    let wider = try #require(tried.first, "\(result)")
    #expect(wider.lowerBound == 0.9 && wider.upperBound > 1.06)
  }

  @Test func `every range that is proposed can be searched`() {
    let image = AlignmentImage(TwinScene.plane([0, 1, 2, 3], Size(width: 2, height: 2)))
    for scale in [0.0101, 0.03, 0.09, 0.2, 0.9, 3, 99.9] {
      var options = AlignmentOptions()
      options.poses = PoseRange(scale: 0.5...0.6)
      let ends = RangeEnds(pair: SearchedPair(reference: image, template: image), options: options)
      guard case .edgeOfScale(let range)? = ends.warning(angle: 0, scale: scale) else {
        Issue.record("no range for a scale of \(scale)")
        continue
      }
      #expect(range.contains(scale) && PoseRange(scale: range).scale.contains(0.5...0.6))
    }
  }

  @Test func `a patch is told in pixels of the template as it is, mirrored or on a grid`() throws {
    let template = Size(width: 100, height: 80)
    let rect = PixelRect(x: 10, y: 5, size: Size(width: 20, height: 30))
    let warning = AlignmentWarning.onePatch(rect, isLeftOut: false)
    #expect(
      warning.flipped(.topToBottom, template: template)
        == .onePatch(PixelRect(x: 10, y: 45, size: rect.size), isLeftOut: false))
    #expect(
      warning.flipped(.leftToRight, template: template)
        == .onePatch(PixelRect(x: 70, y: 5, size: rect.size), isLeftOut: false))
    let grid = try CommonGrid(
      reference: template, spacing: PixelSpacing(x: 1, y: 1), template: template,
      spacing: PixelSpacing(x: 2, y: 0.5))
    let moved = warning.moved(from: grid, template: template)
    #expect(
      moved
        == .onePatch(
          PixelRect(x: 2, y: 5, size: Size(width: 6, height: 30)), isLeftOut: false))
  }
}

@Suite struct NoDataTests {
  private static let size = Size(width: 60, height: 50)

  private func plane(frame: Int32?, width: Int = 5, scale: Int32 = 1) -> Plane {
    var generator = SeededGenerator(seed: 3)
    let samples = (0..<Self.size.area).map { index -> Int32 in
      let (y, x) = index.quotientAndRemainder(dividingBy: Self.size.width)
      let edge = min(x, y, Self.size.width - 1 - x, Self.size.height - 1 - y)
      let value = Int32.random(in: 40..<200, using: &generator)
      return scale * (edge < width ? frame ?? value : value)
    }
    return Plane(width: Self.size.width, height: Self.size.height, samples: samples)
  }

  @Test(arguments: [Int32(0), 255, 17], [Int32(1), 257])
  func `a constant frame holds no data, whatever its value and depth`(value: Int32, scale: Int32) {
    let mask = plane(frame: value, scale: scale).maskWithoutConstantBorder(mask: nil)
    let excluded = mask?.isIncluded.count { !$0 } ?? 0
    let frame = Self.size.area - 50 * 40
    #expect(excluded >= frame && excluded <= frame + 60, "\(excluded) of \(frame)")
    #expect(mask?.isIncluded[25 * 60 + 30] == true)
  }

  @Test func `an area without data is followed around corners, and not into a pocket of its value`()
  {
    let size = Size(width: 60, height: 50)
    // A passage 8 pixels wide along the upper side, down the right one and back below, and a pocket.
    let passage = [(0..<60, 0..<8), (52..<60, 0..<50), (10..<60, 42..<50), (10..<18, 20..<50)]
    let pixels = (0..<size.area).map { (x: $0 % size.width, y: $0 / size.width) }
    func isPassage(_ x: Int, _ y: Int) -> Bool {
      passage.contains { $0.0.contains(x) && $0.1.contains(y) }
    }
    let plane = Plane(
      width: size.width, height: size.height,
      samples: pixels.map { x, y in
        let isPocket = (30..<40).contains(x) && (20..<30).contains(y)
        return isPassage(x, y) || isPocket ? 7 : Int32(100 + (7 * x + 13 * y) % 90)
      })
    let mask = plane.maskWithoutConstantBorder(mask: nil)
    #expect(mask?.isIncluded == pixels.map { !isPassage($0.x, $0.y) })
  }

  @Test func `a frame of a single pixel holds no data`() {
    #expect(plane(frame: 0, width: 1).maskWithoutConstantBorder(mask: nil) != nil)
  }

  @Test func `a picture that has no constant border keeps all its pixels`() {
    #expect(plane(frame: nil).maskWithoutConstantBorder(mask: nil) == nil)
  }

  @Test func `a value within its tolerance holds no data, in every colour alone`() {
    let picture = Picture(
      width: 2, height: 1, model: .rgb, bitDepth: 8, samples: [9, 11, 10, 9, 11, 14])
    #expect(picture.mask(noData: .value(10, tolerance: 1))?.isIncluded == [false, true])
    #expect(picture.mask(noData: .automatic) == nil && picture.mask(noData: .none) == nil)
    #expect(picture.mask(noData: .value(.min, tolerance: 0))?.isIncluded == [true, true])
  }
}
