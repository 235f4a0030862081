internal import CFFTW
internal import Synchronization

/// The only way to FFTW's planner, which is the part of FFTW that must not run on two threads at once.
///
/// Plans depend on the shape alone, are shared by all threads, and live as long as the process.
enum Planner {
  private struct State {
    var isMeasuring = false
    var plans: [TransformShape: TransformPlans] = [:]
  }

  private static let state = Mutex(State())

  /// The plans for transforms of a shape, made on first use; throws when the system has no memory left.
  static func plans(for shape: TransformShape) throws(CMIFError) -> TransformPlans {
    try state.withLock { state throws(CMIFError) in
      if let plans = state.plans[shape] { return plans }
      let flags = state.isMeasuring ? FFTW_MEASURE : FFTW_ESTIMATE
      let plans = try TransformPlans(shape: shape, flags: UInt32(flags))
      state.plans[shape] = plans
      return plans
    }
  }

  /// From now on measures what is fastest instead of estimating it, starting from what `wisdom`
  /// remembers; returns whether the wisdom, when given, could be read.
  static func measure(wisdom: String?) -> Bool {
    state.withLock { state in
      state.isMeasuring = true
      state.plans.removeAll()
      guard let wisdom else { return true }
      return fftw_import_wisdom_from_string(wisdom) != 0
    }
  }

  /// What has been measured so far, as text.
  static func wisdom() -> String {
    state.withLock { _ in
      guard let text = fftw_export_wisdom_to_string() else { return "" }
      defer { fftw_free(text) }
      return String(cString: text)
    }
  }
}

/// How FFTW finds its plans: by estimate, unless measuring is asked for.
public enum TransformPlanning {
  /// From now on measures which plans are fastest, which takes seconds the first time, and starts from
  /// what `wisdom` remembers of earlier measurements. The results do not depend on it, bit for bit.
  ///
  /// - Returns: Whether the wisdom could be read; true when none is given.
  public static func measure(wisdom: String?) -> Bool { Planner.measure(wisdom: wisdom) }

  /// What has been measured so far, to be given to `measure(wisdom:)` another time.
  public static func wisdom() -> String { Planner.wisdom() }

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

  /// The same vertical transform for a batch of columns and for a single one.
  struct ColumnPlans {
    let batch: fftw_plan
    let single: fftw_plan

    func plan(_ count: Int) -> fftw_plan { count == TransformShape.batch ? batch : single }
  }

  /// Makes the plans; the caller holds the planner's lock.
  fileprivate init(shape: TransformShape, flags: UInt32) throws(CMIFError) {
    let spectrum = try AlignedBuffer<fftw_complex>(
      count: shape.spectrumCount / 2 + TransformShape.batch)
    let scratch = try AlignedBuffer<Double>(count: shape.batchCount)
    let (complex, real) = (spectrum.base, scratch.base)
    let batch = Int32(TransformShape.batch)
    let stride = Int32(shape.stride)
    var (n, m) = (Int32(shape.columns), Int32(shape.rows))
    forwardRows = Self.checked(
      fftw_plan_many_dft_r2c(1, &n, batch, real, nil, 1, n, complex, nil, stride, 1, flags))
    inverseRows = Self.checked(
      fftw_plan_many_dft_c2r(1, &n, batch, complex, nil, stride, 1, real, nil, 1, n, flags))
    func columns(
      _ count: Int32, _ source: UnsafeMutablePointer<fftw_complex>, _ sign: Int32
    ) -> fftw_plan {
      Self.checked(
        fftw_plan_many_dft(
          1, &m, count, source, nil, 1, stride, complex, nil, 1, stride, sign, flags))
    }
    // Forward in place; back from scratch, as a transform in place would go through a copy.
    let source = UnsafeMutableRawPointer(real).assumingMemoryBound(to: fftw_complex.self)
    forwardColumns = ColumnPlans(
      batch: columns(batch, complex, FFTW_FORWARD), single: columns(1, complex, FFTW_FORWARD))
    inverseColumns = ColumnPlans(
      batch: columns(batch, source, FFTW_BACKWARD), single: columns(1, source, FFTW_BACKWARD))
  }

  private static func checked(_ plan: fftw_plan?) -> fftw_plan {
    guard let plan else { fatalError("FFTW has no plan for a transform that it documents") }
    return plan
  }
}
