internal import Synchronization

/// Spectra of one reference, kept for all templates that are looked for on it.
///
/// Templates of one size meet the same blocks of the reference and mostly pack its levels alike, so all
/// but the first find most of the reference's spectra made. What is found is what would be made, so no
/// answer depends on it. Templates that are larger than the reference, turned or scaled find nothing.
public final class ReferenceSpectra: Sendable {
  private let images: [LabelImage]
  private let limit: Int
  private let state = Mutex(State())

  /// Prepares to keep up to `limit` bytes of spectra of a reference.
  public init(of reference: ImageSource, limit: Int = Resources.defaultMemory) {
    images = reference.labels(reducedBy: 1)
    self.limit = limit
  }

  private struct State {
    var spectra: [Key: Spectrum] = [:]
    /// What the spectra take, those that are being made included.
    var bytes = 0
  }

  /// What a spectrum is of.
  struct Key: Hashable, Sendable {
    let channel: Int
    /// The reference pixels.
    let pixels: OffsetRect
    let shape: TransformShape
    /// The levels that ride in it.
    let levels: [Int]
    /// The lowest bit of each.
    let shifts: [Int]
  }

  /// Whether these are spectra of just these images.
  func belong(to reference: [LabelImage]) -> Bool { images == reference }

  /// A spectrum, as it is kept or as `make` writes it now; `nil` where there is no room for it.
  ///
  /// It stays where it is for as long as these spectra live.
  func spectrum(
    _ key: Key, make: (UnsafeMutablePointer<Double>) -> Void
  ) -> UnsafePointer<Double>? {
    let bytes = 8 * key.shape.spectrumCount
    let (known, hasRoom) = state.withLock { state in
      let known = state.spectra[key]
      let hasRoom = known == nil && state.bytes + bytes <= limit
      if hasRoom { state.bytes += bytes }
      return (known, hasRoom)
    }
    if let known { return UnsafePointer(known.values.base) }
    guard hasRoom else { return nil }
    let new = try? Spectrum(shape: key.shape)
    if let new { make(new.values.base) }
    return state.withLock { state in
      // Another thread may have been faster.
      let kept = state.spectra[key]
      if kept != nil || new == nil { state.bytes -= bytes }
      state.spectra[key] = kept ?? new
      return (kept ?? new).map { UnsafePointer($0.values.base) }
    }
  }
}
