internal import Synchronization

/// What is made of one reference and serves all templates that are looked for on it.
///
/// Templates of one size touch the same blocks of the reference and mostly pack its levels alike. All but the
/// first then find the spectra of the reference's packs, the level counts of its blocks and its marginals under
/// the template's window. A value found is the value that would be made, so no answer depends on the cache.
/// Templates that are larger than the reference, turned or scaled find nothing.
///
/// Several tasks may use one cache at the same time. Nothing is ever removed: when the limit is reached, values
/// are made anew each time.
public final class ReferenceCache: Sendable {
  private let reference: AlignmentImage
  private let limit: Int
  private let state = Mutex(State())

  /// Prepares to keep up to `limit` bytes beside the reference. Labels of its original resolution are made when a search
  /// needs them, as large templates are searched at lower ones.
  public init(_ reference: AlignmentImage, limit: Int = Resources.defaultMemory) {
    self.reference = reference
    self.limit = limit
  }

  private struct State {
    var spectra: [SpectrumKey: Spectrum] = [:]
    var marginals: [MarginalKey: WindowMarginal] = [:]
    var levelCounts: [PieceKey: [Int]] = [:]
    /// The bytes of all values, including those that are being made.
    var bytes = 0
  }

  /// Names the pixels of a channel in a rectangle.
  struct PieceKey: Hashable, Sendable {
    let channel: Int
    let pixels: OffsetRect
  }

  /// Names the spectrum of a pack.
  struct SpectrumKey: Hashable, Sendable {
    let piece: PieceKey
    let shape: TransformShape
    /// The levels of the pack.
    let levels: [Int]
    /// The lowest bit of each.
    let shifts: [Int]
  }

  /// Names the marginal of a pack. The window's size determines how many pixels can overlap, so every user of
  /// a marginal has the same table of `f`.
  struct MarginalKey: Hashable, Sendable {
    let channel: Int
    let offsets: OffsetRect
    let window: Size
    let digits: [LevelPacking.Digit]
    let words: Int
  }

  /// Whether label images are those of the cache's reference.
  func isOf(_ labels: [LabelImage]) -> Bool {
    labels[0].size == reference.size && labels == reference.labels(reducedBy: 1)
  }

  /// One of the reference's channels.
  func channel(_ index: Int) -> Channel { Channel(cache: self, index: index) }

  /// The values of one channel. Each function returns the value kept, or the one that `make` makes now and
  /// the cache keeps from then on, or `nil` where there is no room to keep it.
  struct Channel {
    fileprivate let cache: ReferenceCache
    fileprivate let index: Int

    /// The spectrum of a pack of levels in some pixels.
    func spectrum(
      of pack: LevelPacking.Pack, _ pixels: OffsetRect, _ shape: TransformShape,
      make: (UnsafeMutablePointer<Complex>) -> Void
    ) -> Spectrum? {
      let key = SpectrumKey(
        piece: PieceKey(channel: index, pixels: pixels), shape: shape,
        levels: pack.digits.map(\.level), shifts: pack.digits.map(\.shift))
      return cache.kept(\.spectra, key, bytes: shape.spectrumBytes) {
        let new = try? Spectrum(shape: shape)
        if let new { make(new.values.base) }
        return new
      }
    }

    /// The marginal of a pack of levels under the kernel's window.
    func marginal(
      of pack: LevelPacking.Pack, _ offsets: OffsetRect, window: Size,
      make: (WindowMarginal) -> Void
    ) -> WindowMarginal? {
      let key = MarginalKey(
        channel: index, offsets: offsets, window: window, digits: pack.digits,
        words: pack.totalWords)
      let bytes = WindowMarginal.byteCount(words: pack.totalWords, offsets: offsets.count)
      return cache.kept(\.marginals, key, bytes: bytes) {
        let new = try? WindowMarginal(pack, width: offsets.width, rows: offsets.height)
        if let new { make(new) }
        return new
      }
    }

    /// The number of pixels of each of some levels in a rectangle.
    func levelCounts(
      in pixels: OffsetRect, levelCount: Int, make: () -> [Int]
    ) -> [Int]? {
      let key = PieceKey(channel: index, pixels: pixels)
      let bytes = MemoryLayout<PieceKey>.size + 8 * levelCount
      return cache.kept(\.levelCounts, key, bytes: bytes, make: make)
    }
  }

  /// The value on a shelf, or a new one put there if there is room.
  ///
  /// Values are never removed: `PackCounter` holds pointers into spectra.
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
