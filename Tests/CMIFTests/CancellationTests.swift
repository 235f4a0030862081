import Synchronization
import TestSupport
import Testing

@testable import CMIF

/// Long work ends soon after its task is cancelled, and tells how far it is.
@Suite struct CancellationTests {
  private func plane(_ size: Size, seed: Int) -> Plane {
    var generator = SeededGenerator(seed: seed)
    let image = LabelImage.random(size, levels: 100, using: &generator)
    return Plane(width: size.width, height: size.height, samples: image.labels.map(Int32.init))
  }

  /// A pair that takes many tiles of offsets with `resources`, and many poses.
  private var sources: (reference: AlignmentImage, template: AlignmentImage) {
    (
      AlignmentImage(plane(Size(width: 400, height: 400), seed: 1)),
      AlignmentImage(plane(Size(width: 64, height: 64), seed: 2))
    )
  }

  private let resources = Resources(threads: 2, memory: 4 << 20)

  /// Runs work that is given a closure to report to, cancels it at its first report, and returns whether
  /// it threw `CancellationError`, with the largest share of the work that it reported.
  private func cancelled(
    _ work: @escaping @Sendable (@escaping @Sendable (Int, Int) -> Void) async throws -> Void
  ) async throws -> (isCancelled: Bool, share: Double) {
    let task = Mutex<Task<Void, any Error>?>(nil)
    let share = Mutex(0.0)
    let (starts, start) = AsyncStream.makeStream(of: Void.self)
    let running = Task {
      for await _ in starts { break }
      try await work { done, total in
        share.withLock { $0 = max($0, Double(done) / Double(total)) }
        task.withLock { $0?.cancel() }
      }
    }
    task.withLock { $0 = running }
    // The first report finds the task that it is to cancel.
    start.yield()
    do {
      try await running.value
      return (false, share.withLock { $0 })
    } catch is CancellationError {
      return (true, share.withLock { $0 })
    }
  }

  @Test func `a map ends when its task is cancelled`() async throws {
    let pair = LabelImagePair(reference: sources.reference, template: sources.template)
    let result = try await cancelled { [resources] progress in
      _ = try await InformationMap(pair, resources: resources, progress: progress)
    }
    #expect(result.isCancelled && (0.001..<0.5).contains(result.share), "\(result)")
  }

  @Test func `an alignment ends when its task is cancelled`() async throws {
    let result = try await cancelled { [sources, resources] progress in
      var options = AlignmentOptions()
      options.resources = resources
      options.progress = progress
      _ = try await Aligner(options: options).align(
        reference: sources.reference, template: sources.template)
    }
    #expect(result.isCancelled && (0.001..<0.5).contains(result.share), "\(result)")
  }

  @Test(arguments: [false, true])
  func `a search over poses ends when its task is cancelled`(isExhaustive: Bool) async throws {
    let result = try await cancelled { [sources] progress in
      var options = AlignmentOptions()
      options.poses = PoseRange(rotation: -180...180, scale: 0.8...1.25)
      options.isExhaustive = isExhaustive
      options.resources = Resources(threads: 2, memory: 16 << 20)
      options.progress = progress
      _ = try await Aligner(options: options).align(
        reference: sources.reference, template: sources.template)
    }
    #expect(result.isCancelled && (0.00001..<0.5).contains(result.share), "\(result)")
  }

  @Test func `a single tile and a single polish end when their task is cancelled`() async throws {
    let (reference, template) = sources
    let labels = (
      reference: [reference.labels(reducedBy: 1)[0]], template: [template.labels(reducedBy: 1)[0]]
    )
    let covered = OffsetRect(x: 0, y: 0, width: 100, height: 100)
    let tile = try ReferenceTile(
      reference: labels.reference, part: PixelRect(reference.size), featureCount: 1,
      canvas: template.size, tile: covered, covered: covered,
      shape: TransformShape(columns: 192, rows: 192), keepsSpectra: true,
      table: LogTable(maximum: template.size.area))
    let worker = try tile.makeWorker()
    let polish = PosePolish(reference: reference, template: template, range: PoseRange())
    let refinement = AffineRefinement(reference: reference, template: template)
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      #expect(throws: CancellationError.self) {
        try tile.evaluate(labels.template, normalization: .unnormalized, worker: worker)
      }
      let single = template.labels(reducedBy: 1)[0].relabelled { _ in 0 }
      #expect(throws: CancellationError.self) {
        try tile.evaluate([single], normalization: .unnormalized, worker: worker)
      }
      #expect(throws: CancellationError.self) { try polish.polished(.identity) }
      #expect(throws: CancellationError.self) { try refinement.refined(.identity) }
    }
    await task.value
  }

  @Test func `work whose task is cancelled beforehand does not begin`() async throws {
    let (reference, template) = sources
    let pair = LabelImagePair(reference: reference, template: template)
    let begun = Atomic(false)
    var options = AlignmentOptions()
    options.progress = { _, _ in begun.store(true, ordering: .relaxed) }
    let shift = Aligner(options: options)
    options.poses = PoseRange(rotation: -9...9)
    let turn = Aligner(options: options)
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      for aligner in [shift, turn] {
        await #expect(throws: CancellationError.self) {
          try await aligner.align(reference: reference, template: template)
        }
      }
      await #expect(throws: CancellationError.self) {
        try await shift.align(pair)
      }
      await #expect(throws: CancellationError.self) {
        try await InformationMap(pair)
      }
    }
    await task.value
    let hasBegun = begun.load(ordering: .relaxed)
    #expect(!hasBegun)
  }

  @Test func `progress of a map and an alignment rises to the number of offsets`() async throws {
    let pair = LabelImagePair(reference: sources.reference, template: sources.template)
    let reports = Mutex<[(done: Int, total: Int)]>([])
    let map = try await InformationMap(pair, resources: resources) { done, total in
      reports.withLock { $0.append((done, total)) }
    }
    let ofMap = reports.withLock { $0 }
    #expect(ofMap.count == map.statistics.tiles && ofMap.count > 1)
    #expect(ofMap.allSatisfy { $0.total == map.values.count })
    #expect(zip(ofMap, ofMap.dropFirst()).allSatisfy { $0.done < $1.done })
    #expect(ofMap.last?.done == map.values.count)

    reports.withLock { $0 = [] }
    var options = AlignmentOptions()
    options.resources = resources
    options.progress = { done, total in reports.withLock { $0.append((done, total)) } }
    _ = try await Aligner(options: options).align(pair)
    let ofAlignment = reports.withLock { $0 }
    #expect(ofAlignment.count > 1 && ofAlignment.last.map { $0.done == $0.total } == true)
  }
}
