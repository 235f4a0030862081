internal import CFFTW

/// Two-dimensional real transforms of one shape, as batches of one-dimensional transforms.
///
/// Rows of the input that are zero and rows of the output that nobody needs are left out, and each batch of
/// rows is handed over while it is in the cache. No transform is normalised: a forward and an inverse
/// transform, one after the other, multiply by `shape.area`.
package struct RealTransform: Sendable {
  package let shape: TransformShape
  private let plans: TransformPlans

  /// Takes the plans of the process's planner, which makes them on first use.
  ///
  /// - Throws: ``CMIFError/outOfMemory(bytes:)`` when the system has no memory left to plan with.
  package init(shape: TransformShape) throws(CMIFError) {
    try self.init(shape: shape, planner: .shared)
  }

  /// Takes the plans of a planner, which makes them on first use.
  ///
  /// - Throws: ``CMIFError/outOfMemory(bytes:)`` when the system has no memory left to plan with.
  init(shape: TransformShape, planner: Planner) throws(CMIFError) {
    self.shape = shape
    plans = try planner.plans(for: shape)
  }

  /// Transforms a signal whose first `rowCount` rows come from `fill` and whose other rows are zero.
  ///
  /// - Parameters:
  ///   - batch: scratch.
  ///   - spectrum: receives the spectrum, `shape.spectrumCount` numbers.
  ///   - fill: writes the numbers of one row that are not zero; the row holds zeros before.
  package func forward(
    rowCount: Int, batch: TransformBatch, into spectrum: UnsafeMutablePointer<Complex>,
    fill: (_ row: Int, _ values: UnsafeMutablePointer<Double>) -> Void
  ) {
    precondition(rowCount <= shape.rows, "\(rowCount) rows do not fit a block of \(shape.rows)")
    let rows = batch.rows
    var top = 0
    while top < rowCount {
      let filled = min(TransformShape.batch, rowCount - top)
      rows.update(repeating: 0, count: TransformShape.batch * shape.columns)
      for row in 0..<filled { fill(top + row, rows + row * shape.columns) }
      fftw_execute_dft_r2c(plans.forward.rows.pointer, rows, forFFTW(spectrum + top))
      top += TransformShape.batch
    }
    // Products run over the gaps between the columns as well, so the gaps must hold numbers, too.
    for column in 0..<shape.spectrumColumns {
      (spectrum + column * shape.stride + top).update(repeating: .zero, count: shape.stride - top)
    }
    forEachColumnBatch { column, count in
      let start = forFFTW(spectrum + column * shape.stride)
      fftw_execute_dft(plans.forward.columns.pointer(count), start, start)
    }
  }

  /// Multiplies a spectrum by the conjugate of a weighted sum of spectra, `a · conj(Σ weight · values)`, and
  /// transforms the columns of the product back.
  ///
  /// Each batch of columns is multiplied right before its transform, while it is in the cache. `inverseRows`
  /// finishes the transform for the rows that are wanted.
  ///
  /// - Parameters:
  ///   - a: the spectrum, `shape.spectrumCount` numbers.
  ///   - terms: the sum; the first term has the weight 1.
  ///   - batch: scratch.
  ///   - product: receives `shape.spectrumCount` numbers; apart from all spectra.
  func inverseColumnsOfProduct(
    _ a: UnsafePointer<Complex>, conjugate terms: [WeightedSpectrum],
    batch: TransformBatch, into product: UnsafeMutablePointer<Complex>
  ) {
    guard let first = terms.first else { preconditionFailure("a product has 0 factors") }
    let columns = batch.columns
    inverseColumns(into: product) { column, count in
      let (start, length) = (column * shape.stride, count * shape.stride)
      multiply(a + start, conjugate: first.values + start, into: columns, count: length)
      for term in terms.dropFirst() {
        multiply(
          a + start, conjugate: term.values + start, weight: term.weight, addingTo: columns,
          count: length)
      }
      return columns
    }
  }

  /// Transforms the columns of a spectrum back, batch by batch.
  ///
  /// - Parameters:
  ///   - result: receives the columns, `shape.spectrumCount` numbers, for `inverseRows`.
  ///   - source: the memory that holds `count` columns from `column` on; it is left as it is.
  package func inverseColumns(
    into result: UnsafeMutablePointer<Complex>,
    from source: (_ column: Int, _ count: Int) -> UnsafeMutablePointer<Complex>
  ) {
    forEachColumnBatch { column, count in
      let columns = source(column, count)
      let target = result + column * shape.stride
      // FFTW scatters its first pass over the whole target, which is slow unless the target is in the cache.
      target.update(repeating: .zero, count: count * shape.stride)
      fftw_execute_dft(plans.inverse.columns.pointer(count), forFFTW(columns), forFFTW(target))
    }
  }

  /// Finishes an inverse transform for one batch of rows.
  ///
  /// - Parameters:
  ///   - product: the columns that were transformed back.
  ///   - top: the first row of the batch, a multiple of `TransformShape.batch`.
  ///   - rows: receives the rows of the signal, `shape.columns` numbers each.
  package func inverseRows(
    _ product: UnsafeMutablePointer<Complex>, top: Int, into rows: UnsafeMutablePointer<Double>
  ) {
    precondition(
      top % TransformShape.batch == 0 && top < shape.rows,
      "row \(top) starts no batch of a block of \(shape.rows) rows")
    fftw_execute_dft_c2r(plans.inverse.rows.pointer, forFFTW(product + top), rows)
  }

  private func forEachColumnBatch(_ body: (_ first: Int, _ count: Int) -> Void) {
    var column = 0
    while column < shape.spectrumColumns {
      let isBatch = column + TransformShape.batch <= shape.spectrumColumns
      let count = isBatch ? TransformShape.batch : 1
      body(column, count)
      column += count
    }
  }
}
