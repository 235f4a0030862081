import CMIF

/// The time of the plain map, which transforms whole images once for each pair of levels on one thread.
///
/// It covers every offset with any overlap, more than a map of the reference's size.
struct PlainMapTime {
  private let name: String
  private let time: Double
  private let offsets: Int

  init(of workload: Workload, _ pair: LabelImagePair) async throws {
    var offsets = 0
    name = "\(workload.sizes) plain"
    time = try await milliseconds(repeats: 3) {
      let map = try PlainInformationMap(reference: pair.reference[0], template: pair.template[0])
      offsets = map.offsets.count
    }
    self.offsets = offsets
  }

  var row: String {
    TextTable.name(name) + TextTable.column(time, 1, width: 9)
      + TextTable.column(time * 1e6 / Double(offsets), 1, width: 11)
  }

  var json: String {
    #"{"work": "\#(name)", "milliseconds": \#(time), "offsets": \#(offsets)}"#
  }
}
