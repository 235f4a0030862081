internal import CFFTW

/// FFTW's plans for the transforms of one shape, destroyed with their last owner.
///
/// Any number of threads may execute them at once: FFTW's calls for arrays other than those planned with are
/// thread-safe. Forward and inverse plans are different types, so neither can take the other's place.
final class TransformPlans: Sendable {
  let forward: ForwardPlans
  let inverse: InversePlans

  /// Makes the plans.
  ///
  /// - Parameter isMeasured: Whether FFTW tries what is fastest, which takes a tenth of a second or more, or estimates it.
  /// - Throws: ``CMIFError/outOfMemory(bytes:)`` when the system has no memory left to plan with.
  init(shape: TransformShape, isMeasured: Bool) throws(CMIFError) {
    let spectrum = try AlignedBuffer<Complex>(count: shape.spectrumCount)
    let batch = try TransformBatch(shape: shape)
    let arrays = PlanningArrays(
      shape: shape, spectrum: forFFTW(spectrum.base), batch: batch,
      flags: UInt32(isMeasured ? FFTW_MEASURE : FFTW_ESTIMATE))
    forward = ForwardPlans(arrays)
    inverse = InversePlans(arrays)
  }
}

/// From signal to spectrum.
struct ForwardPlans: ~Copyable, Sendable {
  /// From a batch of rows of the signal to rows of the spectrum.
  let rows: Plan
  /// Columns of the spectrum in place.
  let columns: ColumnPlans

  fileprivate init(_ arrays: PlanningArrays) {
    rows = arrays.forwardRows()
    columns = arrays.columns(from: arrays.spectrum, FFTW_FORWARD)
  }
}

/// From spectrum to signal.
struct InversePlans: ~Copyable, Sendable {
  /// From rows of the spectrum to a batch of rows of the signal.
  let rows: Plan
  /// From a batch of columns elsewhere to columns of the spectrum: in place, FFTW would go through a copy.
  let columns: ColumnPlans

  fileprivate init(_ arrays: PlanningArrays) {
    rows = arrays.inverseRows()
    columns = arrays.columns(from: arrays.batchColumns, FFTW_BACKWARD)
  }
}

/// The same vertical transform for a batch of columns and for a single one.
struct ColumnPlans: ~Copyable, Sendable {
  let batch: Plan
  let single: Plan

  /// The plan for `count` columns: a batch or one.
  func pointer(_ count: Int) -> fftw_plan {
    count == TransformShape.batch ? batch.pointer : single.pointer
  }
}

/// A plan of FFTW's, destroyed with its owner; `@unchecked Sendable` because FFTW only reads it to execute it.
struct Plan: ~Copyable, @unchecked Sendable {
  let pointer: fftw_plan

  init(_ make: () -> fftw_plan?) { pointer = FFTW.plan(make) }

  deinit { FFTW.destroy(pointer) }
}

/// The arrays that plans are made with; measuring overwrites them.
private struct PlanningArrays {
  let shape: TransformShape
  /// A spectrum.
  let spectrum: UnsafeMutablePointer<fftw_complex>
  let batch: TransformBatch
  let flags: UInt32

  var batchColumns: UnsafeMutablePointer<fftw_complex> { forFFTW(batch.columns) }

  private static let batchCount = Int32(TransformShape.batch)
  private var stride: Int32 { Int32(shape.stride) }

  func forwardRows() -> Plan {
    var n = Int32(shape.columns)
    return Plan {
      fftw_plan_many_dft_r2c(
        1, &n, Self.batchCount, batch.rows, nil, 1, n, spectrum, nil, stride, 1, flags)
    }
  }

  func inverseRows() -> Plan {
    var n = Int32(shape.columns)
    return Plan {
      fftw_plan_many_dft_c2r(
        1, &n, Self.batchCount, spectrum, nil, stride, 1, batch.rows, nil, 1, n, flags)
    }
  }

  /// Only a few columns are transformed singly, so those plans are never worth measuring.
  func columns(from source: UnsafeMutablePointer<fftw_complex>, _ sign: Int32) -> ColumnPlans {
    ColumnPlans(
      batch: columns(Self.batchCount, from: source, sign, flags),
      single: columns(1, from: source, sign, UInt32(FFTW_ESTIMATE)))
  }

  private func columns(
    _ count: Int32, from source: UnsafeMutablePointer<fftw_complex>, _ sign: Int32, _ flags: UInt32
  ) -> Plan {
    var m = Int32(shape.rows)
    return Plan {
      fftw_plan_many_dft(
        1, &m, count, source, nil, 1, stride, spectrum, nil, 1, stride, sign, flags)
    }
  }
}
