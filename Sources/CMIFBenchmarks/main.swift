import CMIF

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A workload: a square reference, a template, bins, channels and a region.
struct Workload {
  var reference: Int
  var template: Size
  var bins = 8
  var channels = 1
  var region = Region.same
  var normalization = Normalization.unnormalized

  var name: String {
    "\(reference)²/\(template.width)x\(template.height)"
      + (channels > 1 ? " x\(channels)" : "") + " \(bins) bins \(region)"
  }
}

func square(_ side: Int) -> Size { Size(width: side, height: side) }

guard let options = Options(CommandLine.arguments.dropFirst()) else {
  print(Options.usage)
  exit(64)
}
var workloads: [Workload] = []
for region in [Region.same, .valid] {
  for (reference, template) in [(256, 96), (512, 128), (1024, 128), (1024, 256), (2048, 512)] {
    for bins in options.isQuick ? [8] : [8, 16, 32] {
      workloads.append(
        Workload(reference: reference, template: square(template), bins: bins, region: region))
    }
  }
  if !options.isQuick {
    workloads.append(Workload(reference: 2048, template: square(256), region: region))
    workloads.append(Workload(reference: 8192, template: square(256), region: region))
  }
}
workloads.append(
  Workload(reference: 256, template: Size(width: 125, height: 95), channels: 3, normalization: .sum)
)

if let only = options.only { workloads = workloads.filter { $0.name.contains(only) } }

func milliseconds(repeats: Int, _ body: () async throws -> Void) async rethrows -> Double {
  let clock = ContinuousClock()
  var times: [Double] = []
  for _ in 0..<repeats {
    let start = clock.now
    try await body()
    let (seconds, attoseconds) = (clock.now - start).components
    times.append(Double(seconds) * 1e3 + Double(attoseconds) / 1e15)
  }
  return times.sorted()[times.count / 2]
}

func column(_ value: Double, _ decimals: Int, width: Int) -> String {
  var factor = 1.0
  for _ in 0..<decimals { factor *= 10 }
  var text = "\((value * factor).rounded() / factor)"
  if decimals == 0 { text = "\(Int(value.rounded()))" }
  return String(repeating: " ", count: max(1, width - text.count)) + text
}

/// The time of the plain map, which transforms whole images once for each pair of levels on one thread.
///
/// It covers every offset with any overlap, more than a map of the reference's size.
func printPlain(_ workload: Workload, _ pair: LabelImagePair, repeats: Int) async throws {
  var offsets = 0
  let time = try await milliseconds(repeats: repeats) {
    let map = try PlainInformationMap(reference: pair.reference[0], template: pair.template[0])
    offsets = map.offsets.count
  }
  let name = "\(workload.reference)²/\(workload.template.width)x\(workload.template.height) plain"
  if options.isJSON {
    print(#"{"work": "\#(name)", "milliseconds": \#(time), "offsets": \#(offsets)}"#)
  } else {
    print(
      name + String(repeating: " ", count: max(0, 28 - name.count)) + column(time, 1, width: 9)
        + column(time * 1e6 / Double(offsets), 1, width: 11))
  }
}

if !options.isJSON {
  print(
    "work                              ms   ns/offset  x floor  1->2 threads  inverses  peak MiB   transform"
  )
}
// The plain map takes so much memory that it comes last, after the peaks of the others are printed.
var plain: [(workload: Workload, pair: LabelImagePair)] = []
for workload in workloads {
  resetPeakMemory()
  var scene = Scene(size: workload.reference)
  let quantizer = Quantizer.uniform
  let t = workload.template
  let images = (0..<workload.channels).map { _ in
    (
      quantizer.labels(of: scene.reference(), bins: workload.bins),
      quantizer.labels(
        of: scene.template(x: 20, y: 30, width: t.width, height: t.height), bins: workload.bins)
    )
  }
  let pair = LabelImagePair(reference: images.map(\.0), template: images.map(\.1))
  let repeats = workload.reference > 2048 ? 1 : workload.reference > 1024 ? 3 : 9
  var statistics = EngineStatistics()
  var offsets = 0
  func run(threads: Int) async throws {
    let map = try await InformationMap(
      pair, region: workload.region, normalization: workload.normalization,
      resources: Resources(threads: threads))
    statistics = map.statistics
    offsets = map.offsets.count
  }
  let single = try await milliseconds(repeats: repeats) { try await run(threads: 1) }
  let double = try await milliseconds(repeats: repeats) { try await run(threads: 2) }
  let floor = try TransformFloor(repeating: statistics)
  let alone = try await milliseconds(repeats: repeats) { try await floor.run() }
  let peak = peakMemory() / 1024
  if options.isJSON {
    print(
      """
      {"work": "\(workload.name)", "milliseconds": \(double), "singleThread": \(single), \
      "floor": \(alone), "offsets": \(offsets), "inverseTransforms": \(statistics.inverseTransforms), \
      "columns": \(statistics.transformColumns), "rows": \(statistics.transformRows), \
      "tiles": \(statistics.tiles), "digits": \(statistics.digits), "peakMiB": \(peak)}
      """)
  } else {
    let name = workload.name + String(repeating: " ", count: max(0, 28 - workload.name.count))
    print(
      name + column(double, 1, width: 9) + column(double * 1e6 / Double(offsets), 1, width: 11)
        + column(double / alone, 2, width: 9) + column(single / double, 2, width: 13)
        + column(Double(statistics.inverseTransforms), 0, width: 11)
        + column(Double(peak), 0, width: 10)
        + "   \(statistics.transformColumns) x \(statistics.transformRows), "
        + "\(statistics.tiles) tiles, \(statistics.digits) digits"
    )
  }
  if workload.region == .same, workload.bins == 8, workload.channels == 1,
    workload.reference <= 1024
  {
    plain.append((workload, pair))
  }
}
for (workload, pair) in plain {
  try await printPlain(workload, pair, repeats: 3)
}
