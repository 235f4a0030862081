import Foundation
import TestSupport
import Testing

@testable import CMIF

@Suite struct PoseGridTests {
  /// A level whose template has the corners about 45 pixels from its middle.
  private func level(_ range: PoseRange) async throws -> PyramidLevel {
    let image = AlignmentImage(
      Plane(width: 64, height: 64, samples: (0..<64 * 64).map { Int32($0 % 251) }))
    var options = AlignmentOptions()
    options.poses = range
    return try await PyramidLevel(
      SearchedPair(reference: image, template: image), reducedBy: 1, options: options)
  }

  /// How far the corners are between two poses, to the first order, in pixels of the level.
  private func distance(
    _ a: (angle: Double, scale: Double), _ b: (angle: Double, scale: Double), _ level: PyramidLevel
  ) -> Double {
    let turn = (a.angle - b.angle).remainder(dividingBy: 360) * .pi / 180
    return hypot(turn, log(a.scale / b.scale)) * level.halfDiagonal
  }

  @Test func `every pose of a range has a pose of the grid near it`() async throws {
    for seed in 0..<24 {
      var generator = SeededGenerator(seed: seed)
      func number(_ range: ClosedRange<Double>) -> Double { .random(in: range, using: &generator) }
      let turns = [0, 0.5, 20, 360][seed % 4] * number(0.5...1)
      let ratio = [1, 1.01, 1.6][seed / 4 % 3]
      let first = (angle: number(-180...180), scale: number(0.5...1))
      let range = PoseRange(
        rotation: first.angle...first.angle + (seed % 8 == 7 ? 360 : turns),
        scale: first.scale...first.scale * ratio)
      let level = try await level(range)
      let grid = PoseGrid(range, at: level)
      #expect(grid.poses.count == grid.count, "seed \(seed)")
      #expect(
        grid.poses.allSatisfy { range.contains(angle: $0.angle, scale: $0.scale) }, "seed \(seed)")
      let furthest = turns > 0 && ratio > 1 ? 1.95 : 1.5
      for _ in 0..<200 {
        let pose = (angle: number(range.rotation), scale: number(range.scale))
        let nearest = grid.poses.map { distance($0, pose, level) }.min() ?? .infinity
        #expect(nearest <= furthest + 1e-9, "seed \(seed), \(range), \(pose)")
      }
    }
  }

  @Test func `turns with scales take a fifth fewer poses than a square grid as near`() async throws
  {
    let range = PoseRange(rotation: -180...180, scale: 0.5...2)
    let level = try await level(range)
    let side = 1.95 * 2.0.squareRoot()
    let square = PoseGrid(
      range, turn: level.angle(cornerShift: side), ratio: level.ratio(cornerShift: side))
    #expect(Double(PoseGrid(range, at: level).count) < 0.8 * Double(square.count))
  }
}
