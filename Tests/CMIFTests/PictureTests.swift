import Testing

@testable import CMIF

@Suite struct PictureTests {
  @Test(
    arguments: [
      [0, 255], [-1, 255], [0, 256], [-3072, 3072], [700_000, 765_535], [700_000, 765_536],
      [.min, .min + 65_535], [.max - 65_535, .max], [.max - 1, .max], [.min, .max], [],
    ] as [[Int32]])
  func `samples are the numbers that they were made of, whatever room these take`(numbers: [Int32])
  {
    let samples = Samples(numbers)
    #expect(Array(samples) == numbers)
    #expect(samples == Samples(numbers) && samples != Samples(numbers + [7]))
  }

  @Test func `samples kept in different ways are equal where their numbers are`() {
    let words = Samples(words: [4, 260, 5], above: -4)
    #expect(words == Samples([0, 256, 1]))
    #expect(Samples(words: [4, 5], above: -4) == Samples(bytes: [0, 1]))
  }

  @Test func `gray of a colour picture is the weighted sum, not rounded`() {
    let picture = Picture(
      width: 2, height: 1, model: .rgba, bitDepth: 8, samples: [1, 2, 3, 0, 255, 255, 255, 9])
    #expect(picture.gray.samples == [1815, 255_000])
    #expect(picture.opacityMask?.isIncluded == [false, true])
  }
}
