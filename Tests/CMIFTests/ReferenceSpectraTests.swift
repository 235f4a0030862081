import TestSupport
import Testing

@testable import CMIF

@Suite struct ReferenceSpectraTests {
  private func picture(_ width: Int, _ height: Int, seed: Int) -> ImageSource {
    var generator = SeededGenerator(seed: seed)
    let samples = (0..<width * height).map { _ in Int32.random(in: 0...40, using: &generator) }
    return ImageSource(Plane(width: width, height: height, samples: samples))
  }

  private func align(
    _ reference: ImageSource, _ template: ImageSource, _ spectra: ReferenceSpectra?
  ) async throws -> AlignmentResult {
    var options = AlignmentOptions()
    options.resources = Resources(threads: 2)
    return try await Aligner(options: options).align(
      reference: reference, template: template, sharing: spectra)
  }

  @Test func `what templates share is made once and changes no answer`() async throws {
    let reference = picture(150, 120, seed: 1)
    let spectra = ReferenceSpectra(of: reference)
    // One that is larger than the reference takes its part, so it finds nothing.
    let templates = [(40, 30, 2), (40, 30, 3), (41, 30, 4), (170, 130, 5)]
    for (width, height, seed) in templates {
      let template = picture(width, height, seed: seed)
      let alone = try await align(reference, template, nil)
      let first = try await align(reference, template, spectra)
      let again = try await align(reference, template, spectra)
      #expect(first.alignments == alone.alignments && again.alignments == alone.alignments)
      #expect(first.statistics.forwardTransforms <= alone.statistics.forwardTransforms)
      #expect((again.statistics.forwardTransforms == 0) == (width < 150), "\(width) x \(height)")
    }
  }

  @Test func `spectra of another reference are left alone`() async throws {
    let spectra = ReferenceSpectra(of: picture(150, 120, seed: 1))
    let (other, template) = (picture(150, 120, seed: 2), picture(40, 30, seed: 3))
    let alone = try await align(other, template, nil)
    for _ in 0..<2 {
      let shared = try await align(other, template, spectra)
      #expect(shared.alignments == alone.alignments)
      #expect(shared.statistics.forwardTransforms == alone.statistics.forwardTransforms)
    }
  }

  @Test func `where there is no room spectra are made anew`() async throws {
    let (reference, template) = (picture(150, 120, seed: 1), picture(40, 30, seed: 2))
    let alone = try await align(reference, template, nil)
    for limit in [0, 1 << 19] {
      let spectra = ReferenceSpectra(of: reference, limit: limit)
      _ = try await align(reference, template, spectra)
      let shared = try await align(reference, template, spectra)
      #expect(shared.alignments == alone.alignments)
      #expect(shared.statistics.forwardTransforms > 0)
    }
  }
}
