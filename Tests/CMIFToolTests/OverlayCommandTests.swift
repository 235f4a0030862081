import CMIF
import Testing

@testable import CMIFTool

@Suite struct OverlayCommandTests {
  @Test(arguments: Overlay.allCases)
  func `both images are shown at once`(style: Overlay) throws {
    let folder = try TemporaryFolder()
    let reference = Fixtures.path("demo/brain_t1.png")
    let template = Fixtures.path("demo/brain_gm.png")
    let pose = Pose(x: 74, y: 52)
    let path = try folder.write(Array(try PoseFormat.matrix.text(for: pose).utf8), to: "pose.txt")
    let run = try ToolRun.cmif(
      "overlay", reference, template, "--pose", path, "--style", style.rawValue, "-o",
      folder.path("out.png"))
    #expect(run.status == 0 && run.output.isEmpty && run.errors.isEmpty)
    let shown = try PNGReader.read(.file(path: folder.path("out.png")))
    let image = try PNGReader.read(.file(path: reference))
    let warped = try PNGReader.read(.file(path: template))
      .warped(by: pose, onto: PixelRect(image.size))
    #expect(shown == style.picture(of: image, and: warped))
  }
}
