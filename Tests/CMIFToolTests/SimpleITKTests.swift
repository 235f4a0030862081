import CMIF
import Foundation
import Testing

@testable import CMIFTool

/// SimpleITK, run by `python3`, reads our transforms, and we read its own.
@Suite(
  .enabled(
    if: Python.hasSimpleITK, "python3 with SimpleITK is missing: python3 -m pip install SimpleITK"))
struct SimpleITKTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: [
    Pose(x: 74, y: 52), Pose(x: 70.3, y: 60.75, angle: -17.5, scale: 1.15),
    Pose(m00: 0.9, m01: 0.2, tx: 40.5, m10: -0.1, m11: 1.1, ty: 30),
  ])
  func `it resamples with our transform to our picture`(pose: Pose) throws {
    let reference = Fixtures.path("demo/brain_t1.png")
    let template = Fixtures.path("demo/brain_gm.png")
    let file = try folder.write(Array(try PoseFormat.itk.text(for: pose).utf8), to: "pose.tfm")
    try Python.run(
      """
      import sys, SimpleITK as sitk
      fixed, moving = sitk.ReadImage(sys.argv[1]), sitk.ReadImage(sys.argv[2])
      transform = sitk.ReadTransform(sys.argv[3])
      sitk.WriteImage(sitk.Resample(moving, fixed, transform, sitk.sitkLinear, 0.0), sys.argv[4])
      """, reference, template, file, folder.path("theirs.png"))
    let run = try ToolRun.cmif(
      "warp", reference, template, "--pose", file, "-o", folder.path("ours.png"))
    #expect(run.status == 0, "\(run.errors)")
    let ours = try PNGReader.read(.file(path: folder.path("ours.png")))
    let theirs = try PNGReader.read(.file(path: folder.path("theirs.png")))
    let differences = zip(ours.gray.samples, theirs.gray.samples).map { abs($0 - $1) }
    let isInside = try #require(ours.opacityMask).isIncluded
    let inside = zip(differences, isInside).filter(\.1).map(\.0)
    #expect(inside.count > 5000)
    #expect(inside.allSatisfy { $0 <= 1 })
  }

  @Test func `its transforms about a centre are read as it means them`() throws {
    let path = folder.path("theirs.tfm")
    let output = try Python.run(
      """
      import sys, SimpleITK as sitk
      transform = sitk.Similarity2DTransform(1.2, 0.3, (5.5, -7.25), (40, 30))
      sitk.WriteTransform(transform, sys.argv[1])
      print(*transform.TransformPoint((11.0, 23.0)))
      """, path)
    let point = try [Double](line: output)
    let ours = try PoseFile(.file(path: path)).pose.inverted().apply(x: 11, y: 23)
    #expect(abs(ours.x - point[0]) <= 1e-10 && abs(ours.y - point[1]) <= 1e-10)
  }
}

/// The Python 3 on the path.
private enum Python {
  static let hasSimpleITK = (try? run("import SimpleITK")) != nil

  struct Failure: Error { let message: String }

  /// Runs a program and returns what it printed.
  @discardableResult static func run(_ program: String, _ arguments: String...) throws -> String {
    let run = try ToolRun(
      URL(filePath: "/usr/bin/env"), ["python3", "-c", program] + arguments)
    guard run.status == 0 else { throw Failure(message: run.errors) }
    return String(decoding: run.output, as: UTF8.self)
  }
}
