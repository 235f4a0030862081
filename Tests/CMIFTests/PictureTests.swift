import CMIF
import Testing

@Suite struct PictureTests {
  @Test func `gray of a colour picture is the weighted sum, not rounded`() {
    let picture = Picture(
      width: 2, height: 1, model: .rgba, bitDepth: 8, samples: [1, 2, 3, 0, 255, 255, 255, 9])
    #expect(picture.gray.samples == [1_815, 255_000])
    #expect(picture.opacityMask?.isIncluded == [false, true])
  }
}
