import CMIF
import Testing

@testable import CMIFTool

@Suite struct SubpixelTests {
  /// Half-size pictures whose grids lie apart by any fraction of a pixel: each pixel is the mean of a
  /// square of the original, two pixels wide, that begins anywhere.
  private func halved(_ plane: Plane, x: Double, y: Double, width: Int, height: Int) -> Plane {
    func across(_ row: Int, _ left: Double) -> Double {
      let first = Int(left)
      let part = left - Double(first)
      func sample(_ column: Int) -> Double {
        Double(plane.samples[row * plane.width + min(column, plane.width - 1)])
      }
      return (1 - part) * sample(first) + sample(first + 1) + part * sample(first + 2)
    }
    var samples: [Int32] = []
    for v in 0..<height {
      let top = y + 2 * Double(v)
      let first = Int(top)
      let part = top - Double(first)
      for u in 0..<width {
        let left = x + 2 * Double(u)
        let sum =
          (1 - part) * across(min(first, plane.height - 1), left)
          + across(min(first + 1, plane.height - 1), left)
          + part * across(min(first + 2, plane.height - 1), left)
        samples.append(Int32((64 * sum).rounded()))
      }
    }
    return Plane(width: width, height: height, samples: samples)
  }

  private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

  /// The median distance of refined offsets from the true ones, over all quarters of a pixel.
  private func medianError(
    _ reference: String, _ template: String, at origin: (x: Int, y: Int), side: Int,
    isSubpixel: Bool = true
  ) async throws -> Double {
    let fixed = try PNGReader.read(.file(path: Fixtures.path(reference))).gray
    let moving = try PNGReader.read(.file(path: Fixtures.path(template))).gray
    let still = halved(fixed, x: 0, y: 0, width: fixed.width / 2, height: fixed.height / 2)
    var options = AlignmentOptions()
    options.isSubpixel = isSubpixel
    var errors: [Double] = []
    for quarter in 0..<16 {
      let x = Double(quarter % 4) / 4
      let y = Double(quarter / 4) / 4
      // A start of 2 x in the template is x in its halved grid.
      let shifted = halved(
        moving, x: 2 * x, y: 2 * y, width: side / 2 - 2, height: side / 2 - 2)
      let pose = try await Aligner(options: options).align(
        reference: AlignmentImage(still), template: AlignmentImage(shifted)
      ).best.pose
      let dx: Double = pose.tx - Double(origin.x) / 2 - x
      let dy: Double = pose.ty - Double(origin.y) / 2 - y
      errors.append((dx * dx + dy * dy).squareRoot())
    }
    return median(errors)
  }

  @Test func `a refined offset is within a fifth of a pixel, same or different modality`()
    async throws
  {
    let pairs = [
      ("demo/portrait.png", "demo/portrait.png", (0, 0), 200),
      ("demo/portrait.png", "demo/portrait_wave.png", (101, 57), 96),
      ("demo/brain_t1.png", "demo/brain_t1.png", (0, 0), 180),
      ("demo/brain_t1.png", "demo/brain_gm.png", (74, 52), 96),
    ]
    for (reference, template, origin, side) in pairs {
      let error = try await medianError(reference, template, at: origin, side: side)
      let whole = try await medianError(
        reference, template, at: origin, side: side, isSubpixel: false)
      #expect(error <= 0.2 && error < whole / 2, "\(template): \(error), whole \(whole)")
    }
  }
}
