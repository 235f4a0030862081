import TestSupport
import Testing

@testable import CMIF

@Suite struct LabelResamplingTests {
  @Test func `each canvas pixel has the label of the template pixel that it lies on`() {
    for seed in 0..<60 {
      var generator = SeededGenerator(seed: seed)
      let template = LabelImage.random(
        Size.random(upTo: 20, using: &generator),
        levels: 5, maskOdds: seed % 2 == 0 ? 3 : 0, using: &generator)
      let angle =
        [0, 90, -180, 1e-7, 1e-4, 45].randomElement(using: &generator).flatMap {
          Bool.random(using: &generator) ? $0 : nil
        } ?? Double.random(in: -400...400, using: &generator)
      let scale = [0.01, 0.3, 1, 1.7, 6, 40][seed % 6]
      let canvas =
        seed % 3 == 0
        ? Size(width: 7, height: 5) : LabelResampling.canvas(for: template.size, scale: scale)
      let turned = LabelResampling(
        template: template.size, canvas: canvas, angle: angle, scale: scale
      ).labels([template])[0]
      let pose = Pose(
        center: Pose.identity.center(of: canvas), of: template.size, angle: angle, scale: scale)
      guard let inverse = pose.inverse else {
        Issue.record("\(pose) has no inverse")
        return
      }
      let wrong = (0..<canvas.area).first { place in
        let point = inverse.apply(
          x: Double(place % canvas.width), y: Double(place / canvas.width))
        let (x, y) = ((point.x + 0.5).rounded(.down), (point.y + 0.5).rounded(.down))
        let index =
          x >= 0 && y >= 0 && x < Double(template.width) && y < Double(template.height)
          ? Int(y) * template.width + Int(x) : nil
        let expected = index.flatMap {
          template.mask?.isIncluded[$0] ?? true ? template.labels[$0] : nil
        }
        let isIncluded = turned.mask?.isIncluded[place] ?? true
        return expected != (isIncluded ? turned.labels[place] : nil)
      }
      #expect(wrong == nil, "seed \(seed)")
    }
  }
}
