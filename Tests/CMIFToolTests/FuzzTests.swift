import CMIF
import Foundation
import TestSupport
import Testing

@testable import CMIFTool

/// Thousands of damaged files: each is read, or refused with a sentence.
///
/// `make fuzz SECONDS=` tests for longer. If a file crashes the program, it stays in the folder that was
/// printed.
@Suite struct FuzzTests {
  private let folder: TemporaryFolder
  private let mutation: Mutation
  private let arrays: ArrayMutation
  private let environment = ProcessInfo.processInfo.environment

  init() throws {
    folder = try TemporaryFolder()
    mutation = try Mutation()
    arrays = try ArrayMutation()
  }

  /// The numbers of files read and refused.
  private struct Tally: CustomStringConvertible {
    var files = 0
    var accepted = 0
    var causes: Set<String> = []

    var description: String {
      "\(files) files, \(accepted) read, \(files - accepted) refused for \(causes.count) causes"
    }
  }

  /// Expects an error to be a sentence about the file, with the status for invalid data.
  private func check(_ error: ToolError, _ path: String, number: Int) -> String {
    let start = "Cannot read '\(path)': "
    #expect(error.status == .invalidData, "file \(number): \(error)")
    #expect(error.message.hasPrefix(start) && error.message.hasSuffix("."), "file \(number)")
    #expect(!error.message.contains { $0.isNewline }, "file \(number)")
    return String(error.message.dropFirst(start.count))
  }

  private func announce(_ endurance: Endurance, _ what: String) {
    if endurance.isLong {
      print("\(what) from number \(endurance.first) on, in \(folder.url.path)")
    }
  }

  /// Reads spoilt files of one kind and checks what was read; expects some to be read, and many causes of refusal.
  private func fuzz<Read>(
    _ kind: String, name: String, file: (_ number: Int) -> [UInt8],
    read: (InputSource) throws -> Read, check isWhole: (Read, _ number: Int) throws -> Void
  ) throws {
    let endurance = Endurance(count: 3000, environment: environment)
    announce(endurance, "Reading \(kind)")
    var tally = Tally()
    while endurance.goesOn(at: endurance.first + tally.files) {
      let number = endurance.first + tally.files
      let path = try folder.write(file(number), to: name)
      tally.files += 1
      do {
        let value = try read(.file(path: path))
        tally.accepted += 1
        try isWhole(value, number)
      } catch let error as ToolError {
        tally.causes.insert(check(error, path, number: number))
      }
      if endurance.isLong, tally.files % 10_000 == 0 { print(tally) }
    }
    if endurance.isLong { print("Read: \(tally)") }
    #expect(tally.accepted > 0 && tally.causes.count > 5)
  }

  @Test func `a spoilt PNG is read as a whole picture or refused`() throws {
    try fuzz(
      "files", name: "last.png", file: { mutation.file($0) },
      read: { try PNGReader.read($0, maxPixels: 1 << 20) },
      check: { picture, number in
        let samples = picture.samples.count
        let isWhole = samples == picture.width * picture.height * picture.model.channelCount
        #expect(isWhole && picture.width * picture.height <= 1 << 20, "file \(number)")
        #expect(picture.samples.allSatisfy { $0 <= picture.maximum }, "file \(number)")
        guard picture.bitDepth >= 8, number % 8 == 0 else { return }
        let back = try folder.write(try PNGWriter.encode(picture), to: "back.png")
        #expect(try PNGReader.read(.file(path: back)) == picture, "file \(number)")
      })
  }

  @Test func `a spoilt array is read as a whole picture or refused`() throws {
    let budget = PixelBudget(maxPixels: 1 << 20)
    try fuzz(
      "arrays", name: "last.npy", file: { arrays.file($0) },
      read: { try PictureReader.read($0, budget: budget) },
      check: { input, number in
        #expect(input.size.area <= 1 << 20, "file \(number)")
        #expect(input.picture.samples.allSatisfy { $0 <= input.picture.maximum }, "file \(number)")
        guard let array = input.array, number % 8 == 0 else { return }
        let back = try folder.write(NPYWriter.encode(array.pixels, like: array), to: "back.npy")
        let again = try PictureReader.read(.file(path: back), budget: budget)
        #expect(again.picture == input.picture, "file \(number)")
      })
  }

  #if TIFF
    @Test func `a spoilt TIFF is read as a whole picture or refused`() throws {
      let (mutation, budget) = (try TIFFMutation(), PixelBudget(maxPixels: 1 << 16))
      try fuzz(
        "TIFFs", name: "last.tif", file: { mutation.file($0) },
        read: { try PictureReader.read($0, budget: budget) },
        check: { input, number in
          let picture = input.picture
          #expect(input.size.area <= 1 << 16, "file \(number)")
          #expect(picture.samples.allSatisfy { $0 <= picture.maximum }, "file \(number)")
          guard input.array == nil, picture.bitDepth >= 8, number % 8 == 0 else { return }
          let file = try TIFFWriter.encode(picture, geoTags: input.geoTags)
          let back = try folder.write(file, to: "back.tif")
          let again = try PictureReader.read(.file(path: back), budget: budget)
          // Tags may hold NaN, which equals nothing.
          let tags = [again, input].map { String(describing: $0.geoTags) }
          #expect(again.picture == picture && tags[0] == tags[1], "file \(number)")
        })
    }
  #endif

  @Test func `spoilt pictures are aligned, or refused with a reason`() async throws {
    let endurance = Endurance(count: 60, environment: environment)
    announce(endurance, "Aligning pairs")
    var tally = Tally()
    while endurance.goesOn(at: endurance.first + tally.files) {
      let number = endurance.first + tally.files
      var generator = SeededGenerator(seed: number)
      tally.files += 1
      var images: [String] = []
      for name in ["reference.png", "template.png"] {
        let number = Int.random(in: 0..<1 << 40, using: &generator)
        let file =
          generator.oneIn(3)
          ? arrays.file(number, soundOdds: 2) : mutation.file(number, soundOdds: 2)
        images.append(try folder.write(file, to: name))
      }
      do {
        let answers = try await align(images, using: &generator)
        tally.accepted += 1
        #expect(!answers.isEmpty, "pair \(number)")
        for answer in answers {
          let figures = [
            answer.pose.tx, answer.pose.ty, answer.pose.angle, answer.pose.scale, answer.score,
            answer.sharpness,
          ]
          #expect(figures.allSatisfy(\.isFinite) && answer.pose.scale > 0, "pair \(number)")
          #expect((0...1).contains(answer.overlap), "pair \(number)")
          #expect((0...1).contains(answer.confidence), "pair \(number)")
        }
      } catch let error as ToolError {
        let path = error.message.contains("'\(images[0])'") ? images[0] : images[1]
        tally.causes.insert(check(error, path, number: number))
      } catch let error as CMIFError {
        tally.causes.insert("\(error)")
      }
      if endurance.isLong, tally.files % 1000 == 0 { print(tally) }
    }
    if endurance.isLong { print("Aligned: \(tally)") }
    #expect(tally.accepted > 0 && !tally.causes.isEmpty)
  }

  /// Aligns two files with random options, as `cmif align` does.
  private func align(
    _ images: [String], using generator: inout SeededGenerator
  ) async throws -> [AlignmentAnswer] {
    let features: [[Feature]] = [
      [.intensity], [.orientation], [.color], [.intensity, .orientation],
    ]
    let labeling = Labeling(
      features: features.randomElement(using: &generator) ?? [.intensity],
      quantizer: Quantizer.allCases.randomElement(using: &generator) ?? .kmeans,
      bins: Int.random(in: 2...9, using: &generator))
    let sources = try images.map { path in
      let picture = try PictureReader.read(
        .file(path: path), budget: PixelBudget(maxPixels: 1 << 10)
      ).picture
      return AlignmentImage(
        planes: [picture.gray], colors: picture.colors, mask: picture.opacityMask,
        labeling: labeling)
    }
    var options = AlignmentOptions()
    options.criterion = RankingCriterion.allCases.randomElement(using: &generator) ?? .score
    options.normalization = Normalization.allCases.randomElement(using: &generator) ?? .unnormalized
    options.minimumOverlap = .random(in: 0...1, using: &generator)
    options.peakCount = .random(in: 1...5, using: &generator)
    options.peakRadius = .random(in: 1...9, using: &generator)
    options.isSubpixel = .random(using: &generator)
    options.isExhaustive = generator.oneIn(3)
    options.resources = Resources(threads: .random(in: 1...3, using: &generator))
    if generator.oneIn(4) { options.poses = PoseRange(rotation: -7...9, scale: 0.8...1.3) }
    return try await Aligner(options: options)
      .align(reference: sources[0], template: sources[1]).answers
  }
}
