internal import Synchronization

/// What is made of one reference once for all templates that are looked for on it.
///
/// Templates of one size meet the same blocks of the reference and mostly pack its levels alike, so all
/// but the first find most of the reference's spectra made, its levels counted, and its marginals under a
/// template's window known. What is found is what would be made, so no answer depends on it. Templates that
/// are larger than the reference, turned or scaled find nothing.
public final class ReferenceCache: Sendable {
  private let images: [LabelImage]
  private let limit: Int
  private let state = Mutex(State())

  /// Prepares to keep up to `limit` bytes of what is made of a reference.
  public init(_ reference: AlignmentImage, limit: Int = Resources.defaultMemory) {
    images = reference.labels(reducedBy: 1)
    self.limit = limit
  }

  private struct State {
    var spectra: [SpectrumKey: Spectrum] = [:]
    var marginals: [MarginalKey: WindowMarginal] = [:]
    var levelCounts: [PieceKey: [Int]] = [:]
    /// What all that takes, including what is being made.
    var bytes = 0
  }

  /// Some pixels of a channel.
  struct PieceKey: Hashable, Sendable {
    let channel: Int
    let pixels: OffsetRect
  }

  /// What a spectrum is of.
  struct SpectrumKey: Hashable, Sendable {
    let piece: PieceKey
    let shape: TransformShape
    /// The levels that ride in it.
    let levels: [Int]
    /// The lowest bit of each.
    let shifts: [Int]
  }

  /// What a marginal is of. How many pixels can overlap follows from the template's size, so all who ask for
  /// a marginal have the same table of `f`.
  struct MarginalKey: Hashable, Sendable {
    let channel: Int
    let offsets: OffsetRect
    let template: Size
    let digits: [LevelPacking.Digit]
    let words: Int
  }

  /// Whether this is of just these images.
  func isOf(_ reference: [LabelImage]) -> Bool { images == reference }

  /// One of the reference's channels.
  func channel(_ index: Int) -> Channel { Channel(reference: self, index: index) }

  /// What is shared of one channel. All of it is `nil` where there is no room for it, and otherwise what was
  /// kept or what `make` makes now.
  struct Channel {
    fileprivate let reference: ReferenceCache
    fileprivate let index: Int

    /// The spectrum of a pack of levels in some pixels.
    func spectrum(
      of pack: LevelPacking.Pack, _ pixels: OffsetRect, _ shape: TransformShape,
      make: (UnsafeMutablePointer<Double>) -> Void
    ) -> Spectrum? {
      let key = SpectrumKey(
        piece: PieceKey(channel: index, pixels: pixels), shape: shape,
        levels: pack.digits.map(\.level), shifts: pack.digits.map(\.shift))
      return reference.kept(\.spectra, key, bytes: 8 * shape.spectrumCount) {
        let new = try? Spectrum(shape: shape)
        if let new { make(new.values.base) }
        return new
      }
    }

    /// The marginal of a pack of levels under a template's window.
    func marginal(
      of pack: LevelPacking.Pack, _ offsets: OffsetRect, template: Size,
      make: (WindowMarginal) -> Void
    ) -> WindowMarginal? {
      let key = MarginalKey(
        channel: index, offsets: offsets, template: template, digits: pack.digits,
        words: pack.totalWords)
      let bytes = WindowMarginal.byteCount(words: pack.totalWords, offsets: offsets.count)
      return reference.kept(\.marginals, key, bytes: bytes) {
        let new = try? WindowMarginal(pack, width: offsets.width, rows: offsets.height)
        if let new { make(new) }
        return new
      }
    }

    /// The number of pixels of each level among some.
    func levelCounts(in pixels: OffsetRect, make: () -> [Int]) -> [Int]? {
      let key = PieceKey(channel: index, pixels: pixels)
      let bytes = MemoryLayout<PieceKey>.size + 8 * reference.images[index].levelCount
      return reference.kept(\.levelCounts, key, bytes: bytes, make: make)
    }
  }

  /// What is on a shelf, or put there now if there is room. Nothing is ever taken off, which those rely on who
  /// hold pointers into it.
  private func kept<Key, Value: Sendable>(
    _ shelf: any WritableKeyPath<State, [Key: Value]> & Sendable, _ key: Key, bytes: Int,
    make: () -> Value?
  ) -> Value? {
    let (known, hasRoom) = state.withLock { state in
      let known = state[keyPath: shelf][key]
      let hasRoom = known == nil && state.bytes + bytes <= limit
      if hasRoom { state.bytes += bytes }
      return (known, hasRoom)
    }
    guard hasRoom else { return known }
    let new = make()
    return state.withLock { state in
      // Another thread may have been faster.
      let kept = state[keyPath: shelf][key]
      if kept != nil || new == nil { state.bytes -= bytes }
      state[keyPath: shelf][key] = kept ?? new
      return kept ?? new
    }
  }
}
