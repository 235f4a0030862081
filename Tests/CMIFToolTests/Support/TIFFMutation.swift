#if TIFF
  import Foundation
  import TestSupport

  /// TIFF files that are damaged at random. A number stands for the same file in every run.
  struct TIFFMutation {
    /// The files to damage: all of the fixtures.
    private let seeds: [[UInt8]]

    init() throws {
      seeds = try Fixtures.files(in: "tiff", endingIn: ".tif")
    }

    /// The file of a number.
    func file(_ number: Int) -> [UInt8] {
      var generator = SeededGenerator(seed: number)
      var file = seeds.randomElement(using: &generator) ?? []
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        if generator.oneIn(3) {
          file.spoil(using: &generator)
        } else {
          spoilDirectory(&file, using: &generator)
        }
      }
      return file
    }

    /// Changes a byte where directories are: most of a TIFF is data, in which damage is soon found or none.
    private func spoilDirectory(_ file: inout [UInt8], using generator: inout SeededGenerator) {
      // In these files the directory comes after the header or at the end.
      let span = min(260, file.count)
      guard span > 0 else { return }
      let offset = Int.random(in: 0..<span, using: &generator)
      let place = Bool.random(using: &generator) ? offset : file.count - 1 - offset
      file[place] =
        generator.oneIn(2)
        ? .random(in: 0...16, using: &generator) : .random(in: 0...255, using: &generator)
    }
  }
#endif
