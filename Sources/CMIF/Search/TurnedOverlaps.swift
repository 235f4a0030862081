/// How many pixels of a turned template lie on the reference: what is known of it before any map.
struct TurnedOverlaps: Sendable {
  typealias Turn = (angle: Double, scale: Double)

  /// The part of the reference that holds all pixels that take part.
  let part: PixelRect
  /// The size on which every turned template has room.
  let canvas: Size
  private let reference: LabelImage
  private let referenceRuns: PixelRuns
  private let template: LabelImage
  private let options: AlignmentOptions

  init(_ pair: LabelImagePair, canvas: Size, options: AlignmentOptions) {
    reference = pair.reference[0].silhouette
    template = pair.template[0].silhouette
    referenceRuns = PixelRuns(reference)
    part = referenceRuns.bounds ?? PixelRect(reference.size)
    self.canvas = canvas
    self.options = options
  }

  /// The most pixels that overlap at any offset, for each of some turns and scales.
  func largest(of turns: [Turn], workers: Int) async throws -> [Int] {
    let known = try await runJobs(
      count: turns.count, threads: workers,
      job: { number in try self.counted(turned(turns[number])) })
    var largest: [Int] = []
    for (turn, known) in zip(turns, known) {
      if let known { largest.append(known) } else { largest.append(try await mapped(turn)) }
    }
    return largest
  }

  /// The most pixels that overlap at any offset, by a map of all offsets.
  private func mapped(_ turn: Turn) async throws -> Int {
    let pair = LabelImagePair(reference: reference, template: turned(turn))
    return try await Overlap.largest(pair, resources: options.resources)
  }

  /// The most pixels that overlap at any offset; `nil` where that takes a map.
  private func counted(_ turned: LabelImage) throws -> Int? {
    reference.mask == nil
      ? try Overlap.largest(of: turned, under: reference.size)
      : OverlapBound(referenceRuns, PixelRuns(turned)).counted
  }

  private func turned(_ turn: Turn) -> LabelImage {
    LabelResampling(
      template: template.size, canvas: canvas, angle: turn.angle, scale: turn.scale
    ).labels([template])[0]
  }
}

/// Poses of a grid.
extension TurnedOverlaps {
  /// A pose of whose overlap nothing is known.
  func unknown(_ turn: Turn) -> GridPose {
    GridPose(
      angle: turn.angle, scale: turn.scale, largestOverlap: nil,
      offsets: .full(reference: part.size, template: canvas).moved(x: part.x, y: part.y))
  }

  /// Poses with the offsets that may have enough overlap and, where the reference has no mask, the largest overlap.
  ///
  /// With a mask, the largest overlap is no less than one that is reached.
  func bounded(_ turns: [Turn], workers: Int) async throws -> [GridPose] {
    let isMasked = reference.mask != nil
    return try await runJobs(
      count: turns.count, threads: workers,
      job: { number in
        let turned = turned(turns[number])
        let runs = PixelRuns(turned)
        let largest =
          isMasked
          ? OverlapBound(referenceRuns, runs).reached
          : try Overlap.largest(of: turned, under: reference.size)
        return pose(turns[number], runs, largest: largest, isLargest: !isMasked)
      })
  }

  /// Poses with the offsets that may have enough overlap, and the largest overlap.
  func counted(_ turns: [Turn], workers: Int) async throws -> [GridPose] {
    let largest = try await self.largest(of: turns, workers: workers)
    return zip(turns, largest).map { turn, largest in
      pose(turn, PixelRuns(turned(turn)), largest: largest, isLargest: true)
    }
  }

  /// A pose whose largest overlap is known, or known to be no less.
  private func pose(
    _ turn: Turn, _ turned: PixelRuns, largest: Int, isLargest: Bool
  ) -> GridPose {
    let least = largest > 0 ? Overlap.least(share: options.minimumOverlap, of: largest) : 1
    return GridPose(
      angle: turn.angle, scale: turn.scale, largestOverlap: isLargest ? largest : nil,
      offsets: Overlap.domain(of: turned, on: part, least: least))
  }
}
