internal import CFFTW
internal import Synchronization

/// The only way to FFTW's planner, which is the part of FFTW that must not run on two threads at once.
///
/// Plans are shared by all threads and live as long as the process. They are estimated, until measuring what
/// is fastest is asked for or repays itself.
enum Planner {
  /// The points of inverse transforms after which plans are measured, for who next prepares transforms of the
  /// shape: some two seconds of a core. Measured plans save a seventh of that; measuring takes 0.1 to 0.4 s.
  static let repayingPoints = 1_000_000_000

  private struct State {
    /// Whether all plans are to be measured.
    var isMeasuring = false
    /// Whether plans are measured once that repays itself.
    var isReplacing = true
    var plans: [TransformShape: TransformPlans] = [:]
    /// The shapes whose estimated plans are being replaced, or were.
    var replaced: Set<TransformShape> = []

    /// The plans that are there, and whether who asks is to replace them.
    mutating func plans(for shape: TransformShape) -> (known: TransformPlans?, replaces: Bool) {
      guard let known = plans[shape] else { return (nil, false) }
      let repays = !known.isMeasured && known.inverses >= repayingPoints / shape.area
      return (known, repays && isReplacing && replaced.insert(shape).inserted)
    }
  }

  private static let state = Mutex(State())
  /// Held while FFTW plans, which others need not wait for that have plans already.
  private static let planner = Mutex(())

  /// The plans for transforms of a shape, made on first use, and made better by one of those who ask once they
  /// have been at work for long; throws when the system has no memory left.
  static func plans(for shape: TransformShape) throws(CMIFError) -> TransformPlans {
    let (known, replaces) = state.withLock { $0.plans(for: shape) }
    if let known, !replaces { return known }
    return try planner.withLock { _ throws(CMIFError) in
      // Another thread may have been faster.
      let (isMeasuring, current) = state.withLock { ($0.isMeasuring, $0.plans[shape]) }
      if let current, current.isMeasured || !replaces { return current }
      do throws(CMIFError) {
        let plans = try TransformPlans(
          shape: shape, measuresForward: isMeasuring, measuresInverse: isMeasuring || replaces)
        state.withLock { $0.plans[shape] = plans }
        return plans
      } catch {
        // Whoever has plans can do without better ones.
        guard let current else { throw error }
        return current
      }
    }
  }

  /// From now on cachesSpectra to estimated plans, however long they are at work.
  static func keepEstimates() { state.withLock { $0.isReplacing = false } }

  /// From now on measures what is fastest instead of estimating it, starting from what `wisdom`
  /// remembers; returns whether the wisdom, when given, could be read.
  static func measure(wisdom: String?) -> Bool {
    planner.withLock { _ in
      state.withLock { state in
        state.isMeasuring = true
        state.plans.removeAll()
      }
      guard let wisdom else { return true }
      return fftw_import_wisdom_from_string(wisdom) != 0
    }
  }

  /// What has been measured so far, as text.
  static func wisdom() -> String {
    planner.withLock { _ in
      guard let text = fftw_export_wisdom_to_string() else { return "" }
      defer { fftw_free(text) }
      return String(cString: text)
    }
  }
}

/// How FFTW finds its plans: by estimate, unless measuring is asked for or, after some seconds of transforms of
/// one shape, repays itself for the maps and alignments to come.
public enum TransformPlanning {
  /// From now on measures which plans are fastest, which takes up to a second for each shape the first time,
  /// and starts from what `wisdom` remembers of earlier measurements. The results do not depend on it, bit for bit.
  ///
  /// - Returns: Whether the wisdom could be read; true when none is given.
  public static func measure(wisdom: String?) -> Bool { Planner.measure(wisdom: wisdom) }

  /// What has been measured so far, to be given to `measure(wisdom:)` another time.
  public static func wisdom() -> String { Planner.wisdom() }

  /// From now on cachesSpectra to estimated plans, so that benchmarks do not depend on what ran before.
  package static func keepEstimates() { Planner.keepEstimates() }

  /// The version of the FFTW that is loaded, like `3.3.10`.
  public static var libraryVersion: String {
    // FFTW says "fftw-3.3.10-sse2-avx".
    let words = String(cString: cmif_fftw_version()).split(separator: "-")
    return words.dropFirst().first.map(String.init) ?? "?"
  }
}

/// FFTW's plans for one shape.
///
/// Execution through the new-array calls is thread-safe, so the plans may be shared.
final class TransformPlans: @unchecked Sendable {
  let forwardRows: fftw_plan
  let inverseRows: fftw_plan
  let forwardColumns: ColumnPlans
  let inverseColumns: ColumnPlans
  /// Whether the plans for batches of inverse transforms were measured.
  let isMeasured: Bool
  private let inverseCount = Atomic(0)

  /// The same vertical transform for a batch of columns and for a single one.
  struct ColumnPlans {
    let batch: fftw_plan
    let single: fftw_plan

    func plan(_ count: Int) -> fftw_plan { count == TransformShape.batch ? batch : single }
  }

  /// Makes the plans; the caller holds the planner's lock.
  fileprivate init(
    shape: TransformShape, measuresForward: Bool, measuresInverse: Bool
  ) throws(CMIFError) {
    isMeasured = measuresInverse
    let spectrum = try AlignedBuffer<fftw_complex>(
      count: shape.spectrumCount / 2 + TransformShape.batch)
    let scratch = try AlignedBuffer<Double>(count: shape.batchCount)
    let (complex, real) = (spectrum.base, scratch.base)
    let batch = Int32(TransformShape.batch)
    let stride = Int32(shape.stride)
    let estimate = UInt32(FFTW_ESTIMATE)
    let forward = measuresForward ? UInt32(FFTW_MEASURE) : estimate
    let inverse = measuresInverse ? UInt32(FFTW_MEASURE) : estimate
    var (n, m) = (Int32(shape.columns), Int32(shape.rows))
    forwardRows = Self.checked(
      fftw_plan_many_dft_r2c(1, &n, batch, real, nil, 1, n, complex, nil, stride, 1, forward))
    inverseRows = Self.checked(
      fftw_plan_many_dft_c2r(1, &n, batch, complex, nil, stride, 1, real, nil, 1, n, inverse))
    func columns(
      _ count: Int32, _ source: UnsafeMutablePointer<fftw_complex>, _ sign: Int32, _ flags: UInt32
    ) -> fftw_plan {
      Self.checked(
        fftw_plan_many_dft(
          1, &m, count, source, nil, 1, stride, complex, nil, 1, stride, sign, flags))
    }
    // Forward in place; back from scratch, as a transform in place would go through a copy.
    let source = UnsafeMutableRawPointer(real).assumingMemoryBound(to: fftw_complex.self)
    forwardColumns = ColumnPlans(
      batch: columns(batch, complex, FFTW_FORWARD, forward),
      single: columns(1, complex, FFTW_FORWARD, estimate))
    inverseColumns = ColumnPlans(
      batch: columns(batch, source, FFTW_BACKWARD, inverse),
      single: columns(1, source, FFTW_BACKWARD, estimate))
  }

  /// How many inverse transforms were done with these plans.
  var inverses: Int { inverseCount.load(ordering: .relaxed) }

  /// Tells that an inverse transform is done with these plans.
  func countInverse() { inverseCount.wrappingAdd(1, ordering: .relaxed) }

  private static func checked(_ plan: fftw_plan?) -> fftw_plan {
    guard let plan else { fatalError("FFTW has no plan for a transform that it documents") }
    return plan
  }
}
