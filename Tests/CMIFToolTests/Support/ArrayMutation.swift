import Foundation
import TestSupport

@testable import CMIFTool

/// Arrays in NumPy's format that are damaged at random. A number stands for the same file in every run.
struct ArrayMutation {
  /// The files to damage: all arrays of the fixtures.
  private let seeds: [[UInt8]]

  init() throws {
    seeds = try Fixtures.files(in: "npy", endingIn: ".npy")
  }

  /// The file of a number; undamaged in one of `soundOdds` cases (never for 0).
  func file(_ number: Int, soundOdds: Int = 0) -> [UInt8] {
    var generator = SeededGenerator(seed: number)
    let seed = seeds.randomElement(using: &generator) ?? []
    if generator.oneIn(soundOdds) { return seed }
    // Spoilt parts are put together under a right length. Otherwise the reader would look no further.
    var file = ArrayFile(dividing: seed)
    for _ in 0..<Int.random(in: 1...3, using: &generator) { spoil(&file, using: &generator) }
    var bytes = file.bytes
    if generator.oneIn(4) { bytes.spoil(using: &generator) }
    return bytes
  }

  private func spoil(_ file: inout ArrayFile, using generator: inout SeededGenerator) {
    switch Int.random(in: 0..<8, using: &generator) {
    case 0: file.text.spoil(using: &generator)
    case 1: file.data.spoil(using: &generator)
    case 2: file.version = .random(in: 0...4, using: &generator)
    case 3: exchange(Self.codes, in: &file, using: &generator)
    case 4: exchange(["True", "False", "None"], in: &file, using: &generator)
    case 5: exchange(Self.shapes, in: &file, using: &generator)
    case 6: exchange(Self.signs, in: &file, using: &generator)
    default: resize(&file.data, using: &generator)
    }
  }

  private static let codes =
    ["<", ">", "|"].flatMap { order in
      (StoredNumber.allCases.map(\.rawValue) + ["i8", "f2", "c16", "O"]).map { order + $0 }
    }

  private static let shapes = [
    "(5, 7)", "(7, 5)", "(5, 7, 1)", "(5, 7, 3)", "(5, 7, 4)", "(35, 1)", "(1, 1)", "(0, 5)", "()",
    "(5,)", "(3, 3, 3, 3)", "(5, 7, 2)", "(1000000, 1000000)", "(2147483648, 1)",
    "(9223372036854775807, 2)", "(99999999999999999999, 1)", "(-5, 7)", "(5, 7",
  ]

  private static let signs = ["{", "}", "'", "\"", ":", ",", "(", ")", "descr", "shape"]

  /// Puts one word in the place of another that is in the header.
  private func exchange(
    _ words: [String], in file: inout ArrayFile, using generator: inout SeededGenerator
  ) {
    let text = String(decoding: file.text, as: UTF8.self)
    guard let old = words.shuffled(using: &generator).first(where: text.contains),
      let new = words.randomElement(using: &generator)
    else { return }
    file.text = Array(text.replacingOccurrences(of: old, with: new).utf8)
  }

  /// A size that another type or shape asks for, or any.
  private func resize(_ data: inout [UInt8], using generator: inout SeededGenerator) {
    let sizes = [1, 2, 3, 4, 8, 12, 24, 32].map { $0 * 35 }
    let size =
      generator.oneIn(3)
      ? Int.random(in: 0...1200, using: &generator) : sizes.randomElement(using: &generator) ?? 0
    data = (0..<size).map { data.isEmpty ? 0 : data[$0 % data.count] }
  }
}
