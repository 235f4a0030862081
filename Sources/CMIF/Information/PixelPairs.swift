/// Counts joint levels two pixels at a time.
///
/// With `code = levels of the reference * template level + reference level` of a pixel, below 64, a count is kept of
/// each pair of codes of neighbouring pixels; counts of single codes are sums over it. Two pixels then cost one
/// addition to memory. Counts are of 16 bits, so that they stay in the fastest cache, and are emptied into the sums
/// before one can overflow. Two tables are counted in turn: reading a count just after it was written is slow, and
/// neighbouring pairs are often alike.
final class PixelPairs {
  /// The number of pixels of each code, of those that were emptied into it and those that had no pair.
  private let sums = zeros(of: UInt32.self, count: limit)
  private let even = zeros(of: UInt16.self, count: limit * limit)
  private let odd = zeros(of: UInt16.self, count: limit * limit)
  /// The pixels that were added since the counts were last emptied.
  private var pending = 0

  /// The most codes.
  static let limit = 64
  /// The most pixels between two times that counts are emptied: each table counts one pair for four pixels.
  private static let mostPending = 4 * Int(UInt16.max)

  /// Memory that does not move: an array of a class would be asked for at each row whether no one else has it.
  private static func zeros<Count: FixedWidthInteger>(
    of type: Count.Type, count: Int
  ) -> UnsafeMutableBufferPointer<Count> {
    let memory = UnsafeMutableBufferPointer<Count>.allocate(capacity: count)
    memory.initialize(repeating: 0)
    return memory
  }

  deinit {
    sums.deallocate()
    even.deallocate()
    odd.deallocate()
  }

  /// Adds pixels of a row.
  ///
  /// - Parameters:
  ///   - codes: the template's levels, times the number of the reference's levels.
  ///   - levels: the reference's levels; the sum is below `limit`.
  func add(
    _ codes: UnsafePointer<UInt8>, _ levels: UnsafePointer<UInt8>, count: Int
  ) {
    var start = 0
    while start < count {
      let length = min(count - start, Self.mostPending)
      if pending + length > Self.mostPending { empty() }
      pending += length
      addPending(codes + start, levels + start, count: length)
      start += length
    }
  }

  private func addPending(
    _ codes: UnsafePointer<UInt8>, _ levels: UnsafePointer<UInt8>, count: Int
  ) {
    let (codes, levels) = (UnsafeRawPointer(codes), UnsafeRawPointer(levels))
    var i = 0
    while i + 8 <= count {
      let sum =
        codes.loadUnaligned(fromByteOffset: i, as: UInt64.self)
        &+ levels.loadUnaligned(fromByteOffset: i, as: UInt64.self)
      // Two codes of 6 bits side by side in each 16.
      let pairs = (sum & 0x003f_003f_003f_003f) | ((sum & 0x3f00_3f00_3f00_3f00) >> 2)
      even[Int(pairs & 0xfff)] &+= 1
      odd[Int((pairs >> 16) & 0xfff)] &+= 1
      even[Int((pairs >> 32) & 0xfff)] &+= 1
      odd[Int(pairs >> 48)] &+= 1
      i += 8
    }
    while i < count {
      let code = codes.load(fromByteOffset: i, as: UInt8.self)
      sums[Int(code + levels.load(fromByteOffset: i, as: UInt8.self))] &+= 1
      i += 1
    }
  }

  /// Adds the counts of pairs to the sums, and sets them to 0.
  private func empty() {
    pending = 0
    empty(even)
    empty(odd)
  }

  private func empty(_ counts: UnsafeMutableBufferPointer<UInt16>) {
    for first in 0..<Self.limit {
      let row = first * Self.limit
      var total: UInt32 = 0
      for second in 0..<Self.limit {
        let count = UInt32(counts[row + second])
        sums[second] &+= count
        total &+= count
        counts[row + second] = 0
      }
      sums[first] &+= total
    }
  }

  /// The number of pixels of each of the first codes since the last call.
  func total(of codeCount: Int) -> [UInt32] {
    empty()
    let total = Array(sums[..<codeCount])
    sums.update(repeating: 0)
    return total
  }
}
