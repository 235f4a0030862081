/// The options of the benchmarks.
struct Options {
  /// Whether only maps of 8 bins and references of up to 2048 pixels a side are measured.
  var isQuick = false
  /// Whether results are lines of JSON.
  var isJSON = false
  /// What the names of workloads to measure hold; `nil` for all.
  var only: String?

  static let usage = "usage: CMIFBenchmarks [--quick] [--json] [--only TEXT]"

  /// Reads arguments; `nil` where one is unknown or lacks its text.
  init?(_ arguments: some Sequence<String>) {
    var rest = arguments.makeIterator()
    while let argument = rest.next() {
      switch argument {
      case "--quick": isQuick = true
      case "--json": isJSON = true
      case "--only":
        guard let text = rest.next() else { return nil }
        only = text
      default: return nil
      }
    }
  }
}
