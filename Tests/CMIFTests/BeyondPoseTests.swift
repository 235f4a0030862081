import TestSupport
import Testing

@testable import CMIF

/// What is told about an answer that a change of the template's shape would beat.
@Suite struct BeyondPoseTests {
  private static let size = Size(width: 120, height: 100)
  private static let center = Point(x: 90, y: 84)

  /// What fits better than the shift that lays the template's middle where it belongs.
  private func finding(_ template: [Double], seed: Int) async throws -> AlignmentWarning? {
    try await finding(template, seed: seed, at: Self.shift, in: Size(width: 180, height: 170))
  }

  /// What fits better than a pose after a search of some poses; of none but shifts where there are none.
  private func finding(
    _ template: [Double], seed: Int, at pose: Pose, in reference: Size, poses: PoseRange? = nil
  ) async throws -> AlignmentWarning? {
    let pair = SearchedPair(
      reference: TwinScene(seed: seed).firstImage(reference),
      template: AlignmentImage(TwinScene.plane(template, Self.size)))
    var options = AlignmentOptions()
    options.poses = poses ?? PoseRange()
    return try await BeyondPose(pair, pose: pose, options: options).finding(threads: 2)
  }

  private static let shift = Pose(center: center, of: size, angle: 0, scale: 1)
  private static let anyPose = PoseRange(rotation: -30...30, scale: 0.5...2)

  private func template(seed: Int, angle: Double = 0, scale: Double = 1) -> [Double] {
    TwinScene(seed: seed).second(
      Self.size, at: Pose(center: Self.center, of: Self.size, angle: angle, scale: scale))
  }

  /// The template at a turn and scale about a point, with each pixel taken from where a change of its coordinates leads.
  private func template(
    seed: Int, angle: Double = 0, scale: Double = 1, center: Point = center,
    _ place: (_ x: Double, _ y: Double) -> (x: Double, y: Double)
  ) -> [Double] {
    let wide = Size(width: 180, height: 160)
    let scene = TwinScene(seed: seed).second(
      wide, at: Pose(center: center, of: wide, angle: angle, scale: scale))
    return (0..<Self.size.area).map { index in
      let (row, column) = index.quotientAndRemainder(dividingBy: Self.size.width)
      let (x, y) = place(Double(column) - 59.5, Double(row) - 49.5)
      return scene[Int((y + 79.5).rounded()) * wide.width + Int((x + 89.5).rounded())]
    }
  }

  @Test(arguments: 1...4)
  func `where a shift is all there is, nothing is told`(seed: Int) async throws {
    let found = try await finding(template(seed: seed), seed: seed)
    #expect(found == nil)
  }

  @Test(arguments: [-7.0, -3, 3, 5, 8])
  func `a turn is told with its angle`(angle: Double) async throws {
    let found = try await finding(template(seed: 1, angle: angle), seed: 1)
    guard case .turn(let told, searched: 0)? = found else {
      Issue.record("\(String(describing: found))")
      return
    }
    #expect(abs(told - angle) < 1, "\(told)")
  }

  @Test(arguments: [0.92, 0.95, 1.05, 1.08])
  func `a scale is told`(scale: Double) async throws {
    let found = try await finding(template(seed: 2, scale: scale), seed: 2)
    guard case .scale(let told)? = found else {
      Issue.record("\(String(describing: found))")
      return
    }
    #expect(abs(told - scale) < 0.015, "\(told)")
  }

  @Test(arguments: [(1.1, 1.0), (0.9, 1), (1, 1.1), (1, 0.92)])
  func `pixels that are not square are told with their ratio`(width: Double, height: Double)
    async throws
  {
    let found = try await finding(template(seed: 3) { ($0 * width, $1 * height) }, seed: 3)
    guard case .unequalPixels(reference: .unit, let told)? = found else {
      Issue.record("\(String(describing: found))")
      return
    }
    #expect(abs(told.x - width) < 0.03 && abs(told.y - height) < 0.03, "\(told)")
  }

  @Test(arguments: 1...20)
  func `narrow templates keep a third of their sides at least in what is told`(seed: Int)
    async throws
  {
    let center = Point(x: 160, y: 60)
    let scene = TwinScene(seed: seed)
    let reference = scene.firstImage(Size(width: 320, height: 120))
    for (size, scale) in [(Size(width: 240, height: 13), 0.2), (Size(width: 240, height: 36), 0.1)]
    {
      let tall = Size(width: size.width, height: 100)
      let around = scene.second(tall, at: Pose(center: center, of: tall, angle: 0, scale: 1))
      let narrow = (0..<size.area).map { index in
        let (row, column) = index.quotientAndRemainder(dividingBy: size.width)
        let y = (Double(row) - Double(size.height - 1) / 2) * scale + 49.5
        return around[Int(y.rounded()) * size.width + column]
      }
      let pair = SearchedPair(
        reference: reference, template: AlignmentImage(TwinScene.plane(narrow, size)))
      let pose = Pose(center: center, of: size, angle: 0, scale: 1)
      let found = try await BeyondPose(pair, pose: pose, options: AlignmentOptions())
        .finding(threads: 2)
      guard case .unequalPixels(_, let told)? = found else { continue }
      #expect(min(told.x, told.y) >= 1.0 / 3, "seed \(seed): \(told)")
    }
  }

  @Test func `bent pictures are told`() async throws {
    let bends: [(String, (Double, Double) -> (x: Double, y: Double))] = [
      ("bow", { x, y in (x + 9 * (y * y / 2500 - 1.0 / 3), y) }),
      ("shear", { x, y in (x + 0.12 * y, y) }),
      ("twist", { x, y in (x, y + 8 * x * y / 3000) }),
      ("wave", { x, y in (x + 5 * sine(.pi * y / 50), y) }),
    ]
    for (name, place) in bends {
      let found = try await finding(template(seed: 4, place), seed: 4)
      #expect(found?.code == "bend", "\(name): \(String(describing: found))")
    }
  }

  @Test func `a turn and scale that a search for them left over are not told as bends`()
    async throws
  {
    for seed in 1...3 {
      for (angle, scale) in [(4.0, 1.0), (-6, 1), (0, 1.06)] {
        let found = try await finding(
          template(seed: seed, angle: angle, scale: scale), seed: seed, at: Self.shift,
          in: Size(width: 180, height: 170), poses: Self.anyPose)
        #expect(found == nil, "seed \(seed), \(angle) degrees, scale \(scale)")
      }
    }
  }

  @Test(arguments: [(20.0, 1.0), (0, 1.4), (-12, 0.8)])
  func `what neither a turn nor a scale explains is told beyond them`(
    angle: Double, scale: Double
  ) async throws {
    let center = Point(x: 150, y: 140)
    for seed in 1...3 {
      func told(_ place: (Double, Double) -> (x: Double, y: Double)) async throws
        -> AlignmentWarning?
      {
        try await finding(
          template(seed: seed, angle: angle, scale: scale, center: center, place), seed: seed,
          at: Pose(center: center, of: Self.size, angle: angle, scale: scale),
          in: Size(width: 300, height: 280), poses: Self.anyPose)
      }
      let plain = try await told { ($0, $1) }
      #expect(plain == nil, "seed \(seed)")
      let wide = try await told { (1.12 * $0, $1) }
      guard case .unequalPixels(reference: .unit, let pixels)? = wide else {
        Issue.record("seed \(seed): \(String(describing: wide))")
        continue
      }
      #expect(abs(pixels.x / pixels.y - 1.12) < 0.05, "seed \(seed): \(pixels)")
      let shear = try await told { ($0 + 0.14 * $1, $1) }
      #expect(shear?.code == "bend", "seed \(seed): \(String(describing: shear))")
    }
  }

  @Test(arguments: Warp.Kind.allCases)
  func `a change moves the corners by its amount`(kind: Warp.Kind) {
    let warp = Warp(kind, amount: 3, of: Self.size)
    let moves = [(-1.0, -1.0), (1, -1), (-1, 1), (1, 1)].map { u, v in
      let row = warp.row(v)
      let (dx, dy) = (row.x + row.xu * u, row.y + row.yu * u + row.yuu * u * u)
      return (dx * dx + dy * dy).squareRoot()
    }
    #expect(moves.allSatisfy { abs($0 - 3) < 0.02 }, "\(moves)")
  }
}
