/// Evaluates many angles and scales at every offset, at one resolution.
///
/// The outer loop is over tiles of offsets: the spectra of a tile's piece of the reference are made once, and only one
/// tile's are in memory. The inner loop is over poses, divided among the threads.
struct PoseScan: Sendable {
  let level: PyramidLevel
  let options: AlignmentOptions
  /// The labels that are compared; the template's have the size of the level's.
  let pair: LabelImagePair
  /// The edges that are compared beside the labels.
  var edges: (reference: EdgeDirections, template: EdgeDirections)?
  /// The number of peaks kept of each pose, by labels and by edges.
  let peaksPerPose: Int
  /// The least distance between two peaks of a pose, as `PeakFinder` measures it.
  let peakRadius: Int

  /// The best peaks of all poses.
  struct Result: Sendable {
    /// The peaks of one pose after the other: by labels, best first, then those by edges that are at other places;
    /// then the rivals outside of the window in the same order.
    let candidates: [PoseCandidate]
    /// The number of offsets with enough overlap, over all poses.
    let compared: Int
    let statistics: EngineStatistics
  }

  /// Finds the best peaks of each pose of a grid.
  ///
  /// - Throws: `CMIFError.noOverlap` when no pose admits an offset, `CMIFError.noInformation` when the
  ///   information is 0 at all of them, and what `plan` and `ReferenceTile` throw.
  func run(_ grid: PoseGrid) async throws -> Result {
    let plan = try await plan(grid)
    var found = [PosePeaks](repeating: PosePeaks(), count: plan.poses.count)
    var statistics = plan.statistics
    let table = LogTable(maximum: plan.overlap)
    for index in 0..<plan.tiling.count {
      let tile = try PoseScanTile(self, plan, index, table)
      statistics.kernelTransforms += tile.labels.keptSpectra
      for (number, one) in try await peaks(of: plan, in: tile, index).enumerated() {
        found[number].merge(one.peaks, keeping: peaksPerPose)
        statistics.add(one.statistics)
      }
    }
    return try result(of: plan, found, statistics)
  }

  /// The peaks of every pose in the tile of an index, in the order of the poses.
  private func peaks(
    of plan: Plan, in tile: PoseScanTile, _ index: Int
  ) async throws -> [(peaks: PosePeaks, statistics: EngineStatistics)] {
    let (done, count) = (Counter(), plan.poses.count)
    return try await runJobs(
      count: count, threads: plan.workers,
      state: { try tile.makeWorker() },
      job: { number, worker in
        let peaks = try tile.peaks(of: plan.poses[number], worker)
        options.progress?(index * count + done.next(), plan.tiling.count * count)
        return peaks
      })
  }

  private func result(
    of plan: Plan, _ found: [PosePeaks], _ statistics: EngineStatistics
  ) throws(CMIFError) -> Result {
    let admitted = found.reduce(0) { $0 + $1.byLabels.admitted }
    guard admitted > 0 else { throw .noOverlap }
    guard found.contains(where: { $0.byLabels.highest > 0 || $0.byEdges.highest > 0 }) else {
      throw .noInformation
    }
    let candidates = zip(plan.poses, found).flatMap { pose, found in
      func candidates(_ peaks: some Sequence<Peak>, areOutside: Bool) -> [PoseCandidate] {
        peaks.map {
          level.candidate(
            $0, angle: pose.angle, scale: pose.scale, canvas: plan.canvas,
            isOutsideWindow: areOutside)
        }
      }
      return candidates(found.peaks, areOutside: false)
        + candidates(found.rivals(peaksPerPose), areOutside: true)
    }
    return Result(
      candidates: candidates, compared: found.reduce(0) { $0 + $1.byLabels.compared },
      statistics: statistics)
  }
}
