import CMIF
import Foundation
import Testing

@testable import CMIFTool

/// The files of `Fixtures/make_npy_suite.py`.
@Suite struct NPYReaderTests {
  /// The values of a file, from the program that wrote the files.
  struct Expected: Decodable, Sendable {
    let width: Int
    let height: Int
    let model: String
    let number: String
    /// `nil` for NaN and infinities.
    let values: [Double?]

    static let all: [String: Expected] = Fixtures.expectations("npy/expected.json")
  }

  private func read(_ name: String) throws -> InputPicture {
    try PictureReader.read(.file(path: Fixtures.path("npy/\(name).npy")), budget: PixelBudget())
  }

  @Test func `the suite has an array of every kind`() {
    #expect(Expected.all.count == 64)
    #expect(Set(Expected.all.values.map(\.number)) == Set(StoredNumber.allCases.map { "\($0)" }))
  }

  @Test(arguments: Expected.all.keys.sorted())
  func `numbers arrive unaltered`(name: String) throws {
    let expected = try #require(Expected.all[name])
    let array = try #require(try read(name).array)
    #expect(array.pixels.size == Size(width: expected.width, height: expected.height))
    #expect("\(array.pixels.model)" == expected.model && "\(array.number)" == expected.number)
    #expect(array.pixels.values.map { $0.isFinite ? $0 : nil } == expected.values)
  }

  @Test(arguments: Expected.all.keys.sorted())
  func `numbers of 16 bits or fewer are samples, and all others are spread over 16`(
    name: String
  ) throws {
    let expected = try #require(Expected.all[name])
    let input = try read(name)
    let array = try #require(input.array)
    let picture = input.picture
    #expect(picture.size == Size(width: expected.width, height: expected.height))
    #expect(picture.bitDepth == array.number.sampleBits ?? 16)
    let colors = array.pixels.model.colorCount
    let stored = array.pixels.model.channelCount
    let range = array.sampledRange(noData: .none)
    for index in 0..<picture.size.area {
      let values = expected.values[index * stored..<(index + 1) * stored].compactMap(\.self)
      guard values.count == stored else { continue }
      let first = index * picture.model.channelCount
      for (sample, value) in zip(picture.samples[first..<first + colors], values) {
        if array.number.sampleBits != nil {
          #expect(Double(sample) == value - range.lowerBound)
        } else if range.lowerBound < range.upperBound {
          let span = range.upperBound / 2 - range.lowerBound / 2
          let share = (value / 2 - range.lowerBound / 2) / span
          #expect(abs(Double(sample) - 65_535 * share) <= 0.5)
        } else {
          #expect(sample == 0)
        }
      }
    }
    #expect(input.picture.opacityMask == nil || picture.model.hasAlpha)
  }

  @Test func `pixels without a finite number are transparent`() throws {
    for name in ["float32_holes", "float64_holes_3_channels", "float32_only_holes"] {
      let expected = try #require(Expected.all[name])
      let channels = expected.model == "rgb" ? 3 : 1
      let flags = stride(from: 0, to: expected.values.count, by: channels).map {
        expected.values[$0..<$0 + channels].allSatisfy { $0 != nil }
      }
      #expect(flags.contains(false))
      #expect(try read(name).picture.opacityMask?.isIncluded == flags, "\(name)")
    }
  }

  @Test(arguments: Expected.all.keys.sorted())
  func `what is written is what was read`(name: String) throws {
    let folder = try TemporaryFolder()
    let array = try #require(try read(name).array)
    let path = try folder.write(NPYWriter.encode(array.pixels, like: array), to: "back")
    let back = try #require(
      try PictureReader.read(.file(path: path), budget: PixelBudget()).array)
    #expect(back.number == array.number && back.hasChannelAxis == array.hasChannelAxis)
    #expect(back.pixels.values.map(\.bitPattern) == array.pixels.values.map(\.bitPattern))
  }

  @Test(arguments: StoredNumber.allCases)
  func `a value that a type cannot hold becomes the nearest that it can`(number: StoredNumber)
    throws
  {
    guard let numbers = number.wholeNumbers else { return }
    let values = [-1e30, -0.6, 0.49, 0.5, 1e30, .infinity, .nan]
    let folder = try TemporaryFolder()
    let path = try folder.write(NPYWriter.encode(values, as: number, shape: [1, 7]), to: "a")
    let array = try #require(
      try PictureReader.read(.file(path: path), budget: PixelBudget()).array)
    let (low, high) = (numbers.lowerBound, numbers.upperBound)
    #expect(array.pixels.values == [low, max(low, -1), 0, 1, high, high, 0])
  }
}
