import TestSupport
import Testing

@testable import CMIF

@Suite struct PlannerTests {
  private let planner = Planner()
  private let shape = TransformShape(columns: 96, rows: 64)

  @Test func `the plans of a shape are made once`() throws {
    let plans = try planner.plans(for: shape)
    #expect(try planner.plans(for: shape) === plans)
    #expect(try planner.plans(for: TransformShape(columns: 64, rows: 96)) !== plans)
  }

  @Test func `a call for measuring replaces the plans and destroys those that nobody uses`() throws
  {
    weak let unused = try planner.plans(for: TransformShape(columns: 48, rows: 32))
    let used = try planner.plans(for: shape)
    #expect(unused != nil)
    #expect(planner.measure(wisdom: nil))
    #expect(unused == nil)
    #expect(try planner.plans(for: shape) !== used)
  }

  @Test(
    .enabled(if: ProcessMemory.isKnown, "the system does not tell the memory of a process"),
    .enabled(if: Sanitizer.isAbsent, "a sanitizer keeps memory that is given back"))
  func `planning again and again takes no more memory`() async {
    await #expect(processExitsWith: .success) {
      let shape = TransformShape(columns: 96, rows: 64)
      func plan(times: Int) throws {
        for _ in 0..<times { _ = try Planner().plans(for: shape) }
      }
      try plan(times: 100)
      let before = try #require(ProcessMemory.resident)
      try plan(times: 3000)
      let grown = try #require(ProcessMemory.resident) - before
      #expect(grown < 4 << 20, "\(grown) bytes for plans that nobody has")
    }
  }

  @Test func `transforms at work keep their plans while others replace them`() async throws {
    let (planner, shape) = (planner, shape)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for worker in 0..<3 {
        group.addTask {
          for round in 0..<20 {
            let transform = try RealTransform(shape: shape, planner: planner)
            let strayed = try distanceOfRoundTrip(transform)
            #expect(strayed < 1e-9, "worker \(worker), round \(round)")
          }
        }
      }
      for _ in 0..<20 { #expect(planner.measure(wisdom: nil)) }
      try await group.waitForAll()
    }
  }

  @Test func `wisdom is read back, and nonsense is refused`() throws {
    #expect(planner.measure(wisdom: nil))
    _ = try planner.plans(for: shape)
    #expect(planner.measure(wisdom: FFTW.wisdom))
    #expect(!planner.measure(wisdom: "nonsense"))
  }
}

/// How far numbers stray from themselves by a forward and an inverse transform.
private func distanceOfRoundTrip(_ transform: RealTransform) throws -> Double {
  let shape = transform.shape
  let spectrum = try AlignedBuffer<Complex>(count: shape.spectrumCount)
  let columns = try AlignedBuffer<Complex>(count: shape.spectrumCount)
  let batch = try TransformBatch(shape: shape)
  func number(_ row: Int, _ column: Int) -> Double { Double((row * 31 + column * 17) % 13) }
  transform.forward(rowCount: shape.rows, batch: batch, into: spectrum.base) { row, values in
    for column in 0..<shape.columns { values[column] = number(row, column) }
  }
  transform.inverseColumns(into: columns.base) { column, _ in
    spectrum.base + column * shape.stride
  }
  var largest = 0.0
  for top in stride(from: 0, to: shape.rows, by: TransformShape.batch) {
    transform.inverseRows(columns.base, top: top, into: batch.rows)
    for row in 0..<TransformShape.batch {
      for column in 0..<shape.columns {
        let value = batch.rows[row * shape.columns + column] / Double(shape.area)
        largest = max(largest, abs(value - number(top + row, column)))
      }
    }
  }
  return largest
}
