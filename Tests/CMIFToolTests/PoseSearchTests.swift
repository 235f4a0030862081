import CMIF
import Foundation
import TestSupport
import Testing

@testable import CMIFTool

/// Searches for known poses of a real picture whose grey values are kept, inverted or folded.
@Suite struct PoseSearchTests {
  private static let side = 112

  private func portrait() throws -> Picture {
    let picture = try PNGReader.read(
      .file(path: Fixtures.path("demo/portrait.png")), maxPixels: 1 << 20)
    return Picture(
      width: picture.width, height: picture.height, model: .gray, bitDepth: 8,
      samples: picture.gray.samples.map { UInt16($0) })
  }

  /// The square picture of an instrument at a pose on the scene, whose grey values change by `response`.
  private func view(
    of picture: Picture, at pose: Pose, side: Int = Self.side, response: (UInt16) -> UInt16
  ) throws -> Picture {
    let size = Size(width: side, height: side)
    let seen = try picture.warped(
      by: try pose.inverted(), onto: PixelRect(x: 0, y: 0, size: size),
      interpolation: .bicubic, fill: [0])
    return Picture(
      width: seen.width, height: seen.height, model: .gray, bitDepth: 8,
      samples: seen.samples.map(response))
  }

  private func search(
    _ reference: Picture, _ template: Picture, _ poses: PoseRange, threads: Int? = nil,
    exhaustive: Bool = false
  ) async throws -> AlignmentAnswer {
    var options = AlignmentOptions()
    options.poses = poses
    options.resources = Resources(threads: threads)
    options.isExhaustive = exhaustive
    let result = try await Aligner(options: options).align(
      reference: AlignmentImage(planes: [reference.gray]),
      template: AlignmentImage(planes: [template.gray]))
    return try #require(result.answers.first)
  }

  @Test(arguments: [false, true])
  func `turns and shifts by fractions are found to a tenth of a degree and a third of a pixel`(
    isFolded: Bool
  ) async throws {
    let reference = try portrait()
    var turns: [Double] = []
    var shifts: [Double] = []
    // Under a sanitizer a search takes thirty times as long.
    let count = Sanitizer.isAbsent ? 50 : 4
    for number in 0..<count {
      // Multiples of irrational numbers spread over their range, and repeat in every run.
      func spread(_ range: ClosedRange<Double>, _ step: Double) -> Double {
        let part = (Double(number + 1) * step).truncatingRemainder(dividingBy: 1)
        return range.lowerBound + part * (range.upperBound - range.lowerBound)
      }
      let size = Size(width: Self.side, height: Self.side)
      let middle = Point(x: spread(90...160, 0.618034), y: spread(90...160, 0.414214))
      let angle = spread(-25...25, 0.732051)
      let truth = Pose(center: middle, of: size, angle: angle, scale: 1)
      let template = try view(of: reference, at: truth) { value in
        isFolded ? UInt16(abs(2 * Int(value) - 255)) : value
      }
      let found = try await search(reference, template, PoseRange(rotation: -30...30))
      turns.append(abs(found.pose.angle - angle))
      let (dx, dy) = (found.center.x - middle.x, found.center.y - middle.y)
      shifts.append((dx * dx + dy * dy).squareRoot())
    }
    #expect(turns.sorted()[count / 2] <= 0.1, "turns are off by \(turns)")
    #expect(shifts.sorted()[count / 2] <= 0.3, "shifts are off by \(shifts)")
  }

  @Test func `a scale is found with a turn`() async throws {
    let reference = try portrait()
    let size = Size(width: Self.side, height: Self.side)
    let truth = Pose(center: Point(x: 120.3, y: 131.8), of: size, angle: 12.5, scale: 0.9)
    let template = try view(of: reference, at: truth) { 255 - $0 }
    let found = try await search(
      reference, template, PoseRange(rotation: 0...25, scale: 0.8...1.1))
    #expect(abs(found.pose.scale - 0.9) <= 0.01)
    #expect(abs(found.pose.angle - 12.5) <= 0.5)
    #expect(abs(found.center.x - 120.3) <= 0.5 && abs(found.center.y - 131.8) <= 0.5)
  }

  /// What the tool prints of an answer.
  private struct Printed: Decodable {
    struct Point: Decodable {
      let x: Double
      let y: Double
    }
    let center: Point
    let angle: Double
    let scale: Double
  }

  @Test(arguments: [(0.5, 0.0, 80), (0.5, 11, 80), (2, 0, 64), (2, -8, 64)])
  func `templates of half and twice the size are found by the tool, turned or not`(
    scale: Double, angle: Double, side: Int
  ) throws {
    let reference = try portrait()
    let size = Size(width: side, height: side)
    let truth = Pose(center: Point(x: 125.6, y: 127.2), of: size, angle: angle, scale: scale)
    let template = try view(of: reference, at: truth, side: side) { 255 - $0 }
    let folder = try TemporaryFolder()
    let turns = angle == 0 ? "0" : "\(angle - 2):\(angle + 3)"
    let run = try ToolRun.cmif(
      "align", "--rotation=\(turns)", "--scale=\(0.9 * scale):\(1.05 * scale)", "--format", "json",
      Fixtures.path("demo/portrait.png"),
      try folder.write(try PNGWriter.encode(template), to: "template.png"))
    #expect(run.status == 0 && run.errors == "")
    let found = try JSONDecoder().decode(Printed.self, from: Data(run.output))
    #expect(abs(found.scale / scale - 1) <= 0.002, "\(found)")
    #expect(abs(found.angle - angle) <= 0.1, "\(found)")
    #expect(abs(found.center.x - 125.6) <= 0.2 && abs(found.center.y - 127.2) <= 0.2, "\(found)")
  }

  @Test func `the number of threads does not change a bit of the answer`() async throws {
    let reference = try portrait()
    let size = Size(width: Self.side, height: Self.side)
    let truth = Pose(center: Point(x: 100, y: 140), of: size, angle: -7, scale: 1)
    let template = try view(of: reference, at: truth) { $0 }
    let poses = PoseRange(rotation: -15...15)
    let one = try await search(reference, template, poses, threads: 1)
    let three = try await search(reference, template, poses, threads: 3)
    #expect(one == three)
  }

  @Test func `a template put where it was found needs no further turn or shift`() async throws {
    let reference = try portrait()
    let size = Size(width: Self.side, height: Self.side)
    let truth = Pose(center: Point(x: 118.4, y: 121.7), of: size, angle: 17.3, scale: 1)
    let template = try view(of: reference, at: truth) { UInt16(abs(2 * Int($0) - 255)) }
    let poses = PoseRange(rotation: -30...30)
    let found = try await search(reference, template, poses)
    let warped = try template.warped(
      by: found.pose, onto: PixelRect(reference.size), interpolation: .bilinear, fill: nil)
    var options = AlignmentOptions()
    options.poses = PoseRange(rotation: -5...5)
    let again = try await Aligner(options: options).align(
      reference: AlignmentImage(planes: [reference.gray]),
      template: AlignmentImage(planes: [warped.gray], mask: warped.opacityMask))
    let rest = try #require(again.answers.first).pose
    #expect(abs(rest.angle) <= 0.25)
    let middle = rest.apply(x: found.center.x, y: found.center.y)
    #expect(abs(middle.x - found.center.x) <= 0.5 && abs(middle.y - found.center.y) <= 0.5)
  }

  @Test func `the exhaustive grid holds a pose that it names`() async throws {
    let reference = try portrait()
    let size = Size(width: Self.side, height: Self.side)
    let truth = Pose(center: Point(x: 120.5, y: 121.5), of: size, angle: 90, scale: 1)
    let template = try view(of: reference, at: truth) { 255 - $0 }
    let found = try await search(
      reference, template, PoseRange(rotation: 88...92), exhaustive: true)
    #expect(abs(found.pose.angle - 90) <= 1)
    #expect(abs(found.center.x - 120.5) <= 1 && abs(found.center.y - 121.5) <= 1)
  }
}
