import Foundation
import TestSupport
import Testing

@testable import CMIF

/// Random cases of every kind against the pixel-by-pixel definition.
///
/// `make soak SECONDS=` goes on for longer and prints the numbers of the cases; a number makes the same
/// case in every run.
@Suite struct SoakTests {
  @Test func `a map of anything equals the pixel-by-pixel definition`() async throws {
    let endurance = Endurance(count: 100, environment: ProcessInfo.processInfo.environment)
    var number = endurance.first
    while endurance.goesOn(at: number) {
      let soak = SoakCase(number: number)
      let map = try await InformationMap(
        soak.pair, offsets: soak.offsets, normalization: soak.normalization,
        resources: soak.resources, strategy: soak.strategy)
      let error = Definition(soak.pair, normalization: soak.normalization).firstError(of: map)
      #expect(error == nil, "case \(number): \(soak)")
      let isMirrored = try await isMirrored(map, soak)
      #expect(isMirrored, "case \(number) with its roles exchanged: \(soak)")
      number += 1
      if endurance.isLong, number % 500 == 0 { print("Cases \(endurance.first) to \(number - 1)") }
    }
    if endurance.isLong { print("Compared \(number - endurance.first) cases") }
  }

  /// Whether exchanged roles give the same map, point-reflected.
  private func isMirrored(_ map: InformationMap, _ soak: SoakCase) async throws -> Bool {
    let other = try await InformationMap(
      soak.pair.exchanged, offsets: soak.offsets.mirrored, normalization: soak.normalization,
      resources: Resources(threads: 1))
    return map.values == other.values.reversed() && map.overlaps == other.overlaps.reversed()
  }
}

/// A pair of any sizes, labels and masks, and any way to compute its map.
private struct SoakCase: CustomStringConvertible {
  let pair: LabelImagePair
  let offsets: OffsetRect
  let normalization: Normalization
  let resources: Resources
  let strategy: Engine.Strategy
  /// The transform of the tiles, where it is given.
  private let shape: TransformShape?

  init(number: Int) {
    var generator = SeededGenerator(seed: number)
    let limit = generator.oneIn(20) ? 90 : 24
    let sizes = (
      Size.random(upTo: limit, using: &generator), Size.random(upTo: limit, using: &generator)
    )
    pair =
      Bool.random(using: &generator)
      ? .random(sizes.0, sizes.1, levels: 1...12, maskOdds: 3, using: &generator)
      : .quantized(sizes.0, sizes.1, using: &generator)
    let region = Region.allCases.randomElement(using: &generator) ?? .full
    let whole = region.offsets(reference: sizes.0, template: sizes.1)
    offsets =
      whole.flatMap { generator.oneIn(4) ? nil : $0 }
      ?? OffsetRect(
        x: .random(in: -30...20, using: &generator), y: .random(in: -30...20, using: &generator),
        width: .random(in: 1...40, using: &generator),
        height: .random(in: 1...40, using: &generator))
    normalization = Normalization.allCases.randomElement(using: &generator) ?? .unnormalized
    resources = Resources(
      threads: .random(in: 1...6, using: &generator),
      memory: [4 << 20, 32 << 20, 1 << 30].randomElement(using: &generator) ?? 1 << 30)
    let smaller = sizes.1.area > sizes.0.area ? sizes.0 : sizes.1
    shape = generator.oneIn(2) ? .random(for: smaller, using: &generator) : nil
    let blocks = Int.random(in: 1...4, using: &generator)
    let keepsSpectra = Bool.random(using: &generator)
    strategy =
      shape.map { .tiles($0, blocks: blocks, keepsSpectra: keepsSpectra) } ?? Engine.Strategy()
  }

  var description: String {
    "\(pair.referenceSize) and \(pair.templateSize), \(pair.reference.count) channels of "
      + "\(pair.reference.map(\.levelCount)) and \(pair.template.map(\.levelCount)) levels, "
      + "\(offsets), \(normalization), \(resources), \(shape.map { "\($0)" } ?? "any shape")"
  }
}

extension LabelImagePair {
  /// Planes of random depths, made into labels by random rules, a colour side meeting a gray one or
  /// another of colour.
  fileprivate static func quantized(
    _ reference: Size, _ template: Size, using generator: inout SeededGenerator
  ) -> LabelImagePair {
    let features: [Feature] =
      [[.intensity], [.orientation], [.intensity, .orientation]]
      .randomElement(using: &generator) ?? [.intensity]
    func side(_ size: Size) -> [LabelImage] {
      let labeling = Labeling(
        features: features,
        quantizer: Quantizer.allCases.randomElement(using: &generator) ?? .kmeans,
        bins: generator.oneIn(10) ? 64 : Int.random(in: 2...12, using: &generator))
      let planes = (0..<(generator.oneIn(3) ? 3 : 1)).map { _ in
        Plane.random(size, using: &generator)
      }
      let mask = generator.oneIn(3) ? Mask.random(size, using: &generator) : nil
      return labeling.labels(of: planes, mask: mask)
    }
    return LabelImagePair(
      reference: side(reference), template: side(template), featureCount: features.count)
  }
}

extension Plane {
  /// Noise on a slope, of a random number of bits.
  fileprivate static func random(_ size: Size, using generator: inout SeededGenerator) -> Plane {
    let largest = (1 << ([1, 2, 4, 8, 16, 26].randomElement(using: &generator) ?? 8)) - 1
    let samples = (0..<size.area).map { index in
      (Int.random(in: 0...largest, using: &generator) + index % size.width * largest / size.width)
        / 2
    }
    return Plane(width: size.width, height: size.height, samples: samples.map { Int32($0) })
  }
}
