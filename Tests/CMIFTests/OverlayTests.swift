import CMIF
import Testing

@Suite struct OverlayTests {
  private func gray(_ width: Int, _ height: Int, _ samples: [UInt16]) -> Picture {
    Picture(width: width, height: height, model: .gray, bitDepth: 16, samples: samples)
  }

  /// A picture with opacity 1 where there is a sample and 0 elsewhere.
  private func partial(_ width: Int, _ height: Int, _ samples: [UInt16?]) -> Picture {
    Picture(
      width: width, height: height, model: .grayAlpha, bitDepth: 16,
      samples: samples.flatMap { [$0 ?? 0, $0 == nil ? 0 : 1] })
  }

  private func colors(_ picture: Picture) -> [[UInt16]] {
    #expect(picture.model == .rgb && picture.bitDepth == 8)
    return stride(from: 0, to: picture.samples.count, by: 3).map {
      Array(picture.samples[$0..<$0 + 3])
    }
  }

  @Test func `squares show one and the other by turns`() {
    let reference = gray(24, 24, (0..<576).map { $0 == 575 ? 0 : 1000 })
    let template = gray(24, 24, (0..<576).map { $0 == 575 ? 1000 : 0 })
    let shown = colors(Overlay.checkerboard.picture(of: reference, and: template))
    for i in shown.indices.dropLast() {
      let isReference = (i / 24 / 8 + i % 24 / 8) % 2 == 0
      #expect(shown[i][0] == (isReference ? 255 : 0), "pixel \(i)")
    }
  }

  @Test func `squares of large pictures are an eighth of the shorter side`() {
    let reference = gray(160, 200, (0..<32_000).map { $0 == 0 ? 0 : 9 })
    let template = gray(160, 200, (0..<32_000).map { $0 == 0 ? 9 : 0 })
    let row = colors(Overlay.checkerboard.picture(of: reference, and: template)).prefix(160)
    #expect(row.dropFirst().map { $0[1] == 255 } == (1..<160).map { $0 / 20 % 2 == 0 })
  }

  @Test func `a blend is the mean, and the reference where the template has no data`() {
    let reference = gray(3, 1, [100, 200, 300])
    let template = partial(3, 1, [40, 20, nil])
    let shown = colors(Overlay.blend.picture(of: reference, and: template))
    #expect(shown == [[128, 128, 128], [64, 64, 64], [255, 255, 255]])
  }

  @Test func `false colours put the reference in magenta and the template in green`() {
    let reference = gray(3, 1, [1000, 1001, 1003])
    let template = partial(3, 1, [60, 50, nil])
    let shown = colors(Overlay.falsecolor.picture(of: reference, and: template))
    #expect(shown == [[0, 255, 0], [85, 0, 85], [255, 0, 255]])
  }

  @Test func `edges of the template are drawn on the reference's gray`() {
    let reference = gray(6, 4, (0..<24).map { UInt16($0) })
    let template = gray(6, 4, (0..<24).map { $0 % 6 < 3 ? 0 : 500 })
    let shown = colors(Overlay.edges.picture(of: reference, and: template))
    for (i, color) in shown.enumerated() {
      let isEdge = (2...3).contains(i % 6) && (1...2).contains(i / 6)
      let gray = UInt16((Double(i) * 255 / 23).rounded())
      #expect(color == (isEdge ? [255, 64, 0] : [gray, gray, gray]), "pixel \(i)")
    }
  }

  @Test func `the border of the template's data is no edge`() {
    let reference = gray(6, 6, [UInt16](repeating: 0, count: 36))
    let template = partial(6, 6, (0..<36).map { $0 % 6 < 3 ? nil : $0 == 35 ? 1 : 500 })
    let shown = colors(Overlay.edges.picture(of: reference, and: template))
    #expect(shown.indices.filter { shown[$0][0] != 0 } == [28])
  }

  @Test func `colours are stretched alike`() {
    let reference = Picture(
      width: 2, height: 1, model: .rgb, bitDepth: 8, samples: [10, 20, 30, 30, 20, 60])
    let template = partial(2, 1, [nil, nil])
    let shown = colors(Overlay.blend.picture(of: reference, and: template))
    #expect(shown == [[0, 51, 102], [102, 51, 255]])
  }

  @Test(arguments: Overlay.allCases, [1, 2, 3])
  func `pictures of any size and content can be shown`(style: Overlay, size: Int) {
    let constant = gray(size, 1, [UInt16](repeating: 7, count: size))
    let transparent = partial(size, 1, [UInt16?](repeating: nil, count: size))
    let shown = colors(style.picture(of: constant, and: transparent))
    #expect(shown == [[UInt16]](repeating: [0, 0, 0], count: size))
    #expect(colors(style.picture(of: transparent, and: constant)) == shown)
  }
}
