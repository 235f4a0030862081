import Foundation
import TestSupport

/// PNG files that are damaged at random. A number stands for the same file in every run.
struct Mutation {
  /// The files to damage: all small files of the fixtures.
  private let seeds: [[UInt8]]

  init() throws {
    seeds = try ["png", "hostile"].flatMap { try Fixtures.files(in: $0, endingIn: ".png") }
      .filter { $0.count <= 4096 }
  }

  /// The file of a number; undamaged in one of `soundOdds` cases (never for 0).
  func file(_ number: Int, soundOdds: Int = 0) -> [UInt8] {
    var generator = SeededGenerator(seed: number)
    var file = seeds.randomElement(using: &generator) ?? []
    if generator.oneIn(soundOdds) { return file }
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
      if Bool.random(using: &generator) {
        file.spoil(using: &generator)
      } else {
        spoilPNGChunks(&file, using: &generator)
      }
    }
    // Most files get right checksums. With wrong ones the reader would look no further.
    return generator.oneIn(4) ? file : PNGChunks(file).repaired
  }

  private func spoilPNGChunks(_ file: inout [UInt8], using generator: inout SeededGenerator) {
    var chunks = PNGChunks(file)
    guard !chunks.all.isEmpty else { return }
    let one = Int.random(in: 0..<chunks.all.count, using: &generator)
    let other = Int.random(in: 0..<chunks.all.count, using: &generator)
    switch Int.random(in: 0..<5, using: &generator) {
    case 0: chunks.all.swapAt(one, other)
    case 1: chunks.all.remove(at: one)
    case 2: chunks.all.insert(chunks.all[one], at: other)
    case 3:
      let donors = PNGChunks(seeds.randomElement(using: &generator) ?? []).all
      if let donor = donors.randomElement(using: &generator) { chunks.all.insert(donor, at: other) }
    default: spoilHeader(&chunks.all[0].data, using: &generator)
    }
    file = chunks.repaired
  }

  /// Another size, depth, colour or interlacing.
  private func spoilHeader(_ data: inout [UInt8], using generator: inout SeededGenerator) {
    guard data.count == 13 else { return }
    let place = [0, 1, 2, 3, 3, 3, 4, 5, 6, 7, 7, 7, 8, 8, 9, 9, 10, 11, 12, 12]
      .randomElement(using: &generator)
    data[place ?? 0] = .random(in: 0...16, using: &generator)
  }
}
