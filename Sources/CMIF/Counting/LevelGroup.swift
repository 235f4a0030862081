/// Levels of the kernel `K` that ride in one spectrum, `Σ_j 2^(bits j) [K = b_j]`.
struct LevelGroup: Sendable, Equatable {
  /// The levels, by their index among those that are transformed.
  let range: Range<Int>
  /// How far one level's counts are above those of the level before; 0 for a level by itself.
  let bits: Int

  init(range: Range<Int>, bits: Int) {
    self.range = range
    self.bits = range.count > 1 ? bits : 0
  }

  /// Groups of `size` levels each, but for the last, which takes what is left.
  static func groups(count: Int, size: Int, bits: Int) -> [LevelGroup] {
    stride(from: 0, to: count, by: size).map {
      LevelGroup(range: $0..<min($0 + size, count), bits: bits)
    }
  }

  /// What each level is multiplied by.
  var weights: [Double] { range.indices.map { Double(1 << (bits * ($0 - range.lowerBound))) } }
}
