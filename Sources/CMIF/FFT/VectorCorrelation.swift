/// Correlations of a fixed field of plane vectors with many others, exact for whole numbers.
///
///     C(s) = Σ_p F_x(p + s) V_x(p) + F_y(p + s) V_y(p)        C = F⁻¹( F(F_x) · conj F(V_x) + F(F_y) · conj F(V_y) )
///
/// The two products are added before the one inverse transform. Components are whole numbers of magnitudes up to 127,
/// so sums are whole, and `C` is rounded: it does not depend on the transform's length.
///
/// A sum over `m` pixels is at most `2 · 127² m`, 2^45 for the `mostPixels` allowed. By the bound that `LevelPacking`
/// derives, its error stays below `(8.2 · 2^-53 sqrt(log2 n) + 2^-52) · 2 · 127² m` for transforms of `n` points:
/// below 1/5 for as many pixels and the longest transforms, of 2^34 points, where 1/2 would round wrongly.
final class VectorCorrelation: Sendable {
  /// The offsets that are wanted.
  private let offsets: OffsetRect
  /// The size of the other fields.
  private let window: Size
  private let transform: RealTransform
  private let spectra: (x: Spectrum, y: Spectrum)

  private var shape: TransformShape { transform.shape }

  /// The most pixels that may meet at an offset.
  private static let mostPixels = 1 << 30

  /// Transforms the fixed field.
  ///
  /// - Parameters:
  ///   - window: the size of the other fields.
  ///   - offsets: where their first pixels land on the fixed field.
  /// - Precondition: The smaller of the two fields has at most 2^30 pixels.
  /// - Throws: ``CMIFError/outOfMemory(bytes:)``.
  init(
    _ field: (x: [Double], y: [Double]), _ size: Size, window: Size, offsets: OffsetRect
  ) throws(CMIFError) {
    let most = min(size.area, window.area)
    precondition(
      most <= Self.mostPixels, "sums over \(most) pixels are exact up to \(Self.mostPixels) pixels")
    self.offsets = offsets
    self.window = window
    let shape = TransformShape(
      atLeastColumns: Self.length(
        size.width, window.width, from: offsets.x, count: offsets.width),
      rows: Self.length(size.height, window.height, from: offsets.y, count: offsets.height))
    transform = try RealTransform(shape: shape)
    spectra = (try Spectrum(shape: shape), try Spectrum(shape: shape))
    let batch = try TransformBatch(shape: shape)
    transform(field.x, size, batch, into: spectra.x.values.base)
    transform(field.y, size, batch, into: spectra.y.values.base)
  }

  /// The least length of the transform at which the sum of a wanted offset is mixed with that of no other offset at
  /// which the fields meet.
  private static func length(_ field: Int, _ window: Int, from start: Int, count: Int) -> Int {
    max(field - start, start + count - 1 + window, field, window)
  }

  /// The buffers of one thread.
  final class Worker: Sendable {
    fileprivate let x: Spectrum
    fileprivate let y: Spectrum
    fileprivate let product: Spectrum
    fileprivate let batch: TransformBatch

    fileprivate init(shape: TransformShape) throws(CMIFError) {
      x = try Spectrum(shape: shape)
      y = try Spectrum(shape: shape)
      product = try Spectrum(shape: shape)
      batch = try TransformBatch(shape: shape)
    }
  }

  func makeWorker() throws(CMIFError) -> Worker { try Worker(shape: shape) }

  /// The correlation at the offsets wanted, row-major.
  func values(of field: (x: [Double], y: [Double]), _ worker: Worker) -> [Double] {
    transform(field.x, window, worker.batch, into: worker.x.values.base)
    transform(field.y, window, worker.batch, into: worker.y.values.base)
    let columns = worker.batch.columns
    transform.inverseColumns(into: worker.product.values.base) { column, count in
      let (start, length) = (column * shape.stride, count * shape.stride)
      multiply(
        spectra.x.values.base + start, conjugate: worker.x.values.base + start, into: columns,
        count: length)
      multiply(
        spectra.y.values.base + start, conjugate: worker.y.values.base + start, weight: 1,
        addingTo: columns, count: length)
      return columns
    }
    return wanted(worker)
  }

  /// Finishes the inverse transform, rounds the values and picks out the offsets wanted.
  private func wanted(_ worker: Worker) -> [Double] {
    var values = [Double](repeating: 0, count: offsets.count)
    let scale = 1 / Double(shape.area)
    for top in stride(from: 0, to: shape.rows, by: TransformShape.batch) {
      let rows = (top..<top + TransformShape.batch).map { row in
        // Offset s is at s modulo the transform's length.
        ((row - offsets.y) % shape.rows + shape.rows) % shape.rows
      }
      guard rows.contains(where: { $0 < offsets.height }) else { continue }
      transform.inverseRows(worker.product.values.base, top: top, into: worker.batch.rows)
      for (row, y) in rows.enumerated() where y < offsets.height {
        let source = UnsafeBufferPointer(
          start: worker.batch.rows + row * shape.columns, count: shape.columns)
        let start = (offsets.x % shape.columns + shape.columns) % shape.columns
        let count = min(offsets.width, shape.columns - start)
        let place = y * offsets.width
        WholeNumbers.writeNearest(
          source[start..<start + count], scale: scale, into: &values, at: place)
        WholeNumbers.writeNearest(
          source[..<(offsets.width - count)], scale: scale, into: &values, at: place + count)
      }
    }
    return values
  }

  private func transform(
    _ values: [Double], _ size: Size, _ batch: TransformBatch,
    into spectrum: UnsafeMutablePointer<Complex>
  ) {
    precondition(values.count == size.area, "\(values.count) values are not \(size.area)")
    values.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return }
      transform.forward(rowCount: size.height, batch: batch, into: spectrum) { y, row in
        row.update(from: base + y * size.width, count: size.width)
      }
    }
  }
}
