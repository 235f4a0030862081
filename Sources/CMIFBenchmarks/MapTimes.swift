import CMIF

/// The times in milliseconds that a map takes on one thread and on two, and the memory.
struct MapTimes {
  private let workload: Workload
  private let single: Double
  private let double: Double
  /// The time of the transforms alone, see ``TransformFloor``.
  private let floor: Double
  private let offsets: Int
  private let statistics: EngineStatistics
  private let peakMiB: Int

  init(of workload: Workload, _ pair: LabelImagePair) async throws {
    let repeats = workload.reference > 2048 ? 1 : workload.reference > 1024 ? 3 : 9
    var (offsets, statistics) = (0, EngineStatistics())
    func map(threads: Int) async throws {
      let map = try await InformationMap(
        pair, region: workload.region, normalization: workload.normalization,
        resources: Resources(threads: threads))
      (offsets, statistics) = (map.offsets.count, map.statistics)
    }
    self.workload = workload
    single = try await milliseconds(repeats: repeats) { try await map(threads: 1) }
    double = try await milliseconds(repeats: repeats) { try await map(threads: 2) }
    let transforms = try TransformFloor(repeating: statistics)
    floor = try await milliseconds(repeats: repeats) { try await transforms.run() }
    (self.offsets, self.statistics) = (offsets, statistics)
    peakMiB = peakMemory() >> 20
  }

  /// The names of the columns of ``row``.
  static let header =
    "work                              ms   ns/offset  x floor  1->2 threads  inverses  peak MiB   transform"

  var row: String {
    TextTable.name(workload.name) + TextTable.column(double, 1, width: 9)
      + TextTable.column(double * 1e6 / Double(offsets), 1, width: 11)
      + TextTable.column(double / floor, 2, width: 9)
      + TextTable.column(single / double, 2, width: 13)
      + TextTable.column(Double(statistics.inverseTransforms), 0, width: 11)
      + TextTable.column(Double(peakMiB), 0, width: 10)
      + "   \(statistics.transformColumns) x \(statistics.transformRows), "
      + "\(statistics.tiles) tiles, \(statistics.digits) digits"
  }

  var json: String {
    """
    {"work": "\(workload.name)", "milliseconds": \(double), "singleThread": \(single), \
    "floor": \(floor), "offsets": \(offsets), "inverseTransforms": \(statistics.inverseTransforms), \
    "columns": \(statistics.transformColumns), "rows": \(statistics.transformRows), \
    "tiles": \(statistics.tiles), "digits": \(statistics.digits), "peakMiB": \(peakMiB)}
    """
  }
}
