import Testing

@testable import CMIF

/// The shapes are of lengths that nothing else transforms.
@Suite struct PlannerTests {
  @Test func `plans are measured once they have been at work for long`() throws {
    let shape = TransformShape(columns: 624, rows: 312)
    let estimated = try Planner.plans(for: shape)
    for _ in 1..<Planner.repayingPoints / shape.area { estimated.countInverse() }
    #expect(try Planner.plans(for: shape) === estimated && !estimated.isMeasured)
    estimated.countInverse()
    let measured = try Planner.plans(for: shape)
    #expect(measured.isMeasured)
    #expect(try Planner.plans(for: shape) === measured)
  }

  @Test func `a transform counts its inverse transforms`() throws {
    let shape = TransformShape(columns: 656, rows: 328)
    let transform = try RealTransform(shape: shape)
    let plans = try Planner.plans(for: shape)
    let columns = try AlignedBuffer<Double>(count: shape.batchCount)
    let product = try AlignedBuffer<Double>(count: shape.spectrumCount)
    columns.base.update(repeating: 0, count: shape.batchCount)
    for _ in 0..<3 { transform.inverseColumns(into: product.base) { _, _ in columns.base } }
    #expect(plans.inverses == 3)
  }
}
