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

  @Test func `a canvas for a range of turns holds the template at each of them`() {
    for seed in 0..<300 {
      var generator = SeededGenerator(seed: seed)
      let template = LabelImage.random(
        Size.random(upTo: 40, using: &generator), levels: 2, using: &generator)
      let start = Double.random(in: -400...400, using: &generator)
      let turns = start...start + [0, 3, 30, 100, 500][seed % 5]
      let largest = [0.3, 1, 1.7][seed % 3]
      let canvas = LabelResampling.canvas(for: template.size, turns: turns, scale: largest)
      let any = LabelResampling.canvas(for: template.size, scale: largest)
      #expect(canvas.width <= any.width && canvas.height <= any.height, "seed \(seed)")
      func pixels(on canvas: Size, _ angle: Double) -> Int {
        let turned = LabelResampling(
          template: template.size, canvas: canvas, angle: angle, scale: largest
        ).labels([template])[0]
        return turned.mask?.isIncluded.reduce(0) { $0 + ($1 ? 1 : 0) } ?? canvas.area
      }
      for part in 0...8 {
        let angle = turns.lowerBound + Double(part) / 8 * (turns.upperBound - turns.lowerBound)
        #expect(pixels(on: canvas, angle) == pixels(on: any, angle), "seed \(seed), \(angle)")
      }
    }
  }

  @Test func `a long template that turns little has a canvas about as long and narrow as itself`() {
    let strip = Size(width: 3000, height: 100)
    let canvas = LabelResampling.canvas(for: strip, turns: -2...2, scale: 1)
    #expect((3000...3010).contains(canvas.width) && (200...210).contains(canvas.height))
  }
}
