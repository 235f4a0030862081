import ArgumentParser
import CMIF

/// The part of the machine that a command may use.
struct ResourceOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "Threads to use; all cores if not given.")
  var threads: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Working memory beside the images, like 512M; a quarter of the free memory if not given, from 256M to 2G.",
      valueName: "size"))
  var memory: ByteCount?

  @Option(
    help: ArgumentHelp(
      "Measure FFTW's fastest plans once and keep them in this file.", valueName: "file"),
    completion: .file())
  var wisdom: String?

  @Flag(help: "Say on standard error what took how long.")
  var timings = false

  func validate() throws(ValidationError) {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads must be 1 to 1024, not \(threads).")
    }
    guard wisdom != "-" else {
      throw ValidationError("--wisdom takes a file: it is read first and written in the end.")
    }
  }

  /// What a single computation may use: the threads and the memory allowed, as far as the system has them.
  var resources: Resources { resources(computations: 1) }

  /// The same for several computations at once: the memory is that of each, the threads those of all.
  func resources(computations: Int) -> Resources {
    let wanted = memory?.bytes ?? Self.defaultMemory(free: Memory.free, computations: computations)
    return Resources(
      threads: threads,
      memory: Memory.available(upTo: wanted, computations: computations))
  }

  /// The working memory of each of several computations at once where none is asked for: together a quarter of what is
  /// free, but each from 256 MiB to 2 GiB. Large transforms gain little from more.
  static func defaultMemory(free: Int, computations: Int) -> Int {
    min(max(free / 4 / computations, Resources.defaultMemory), 2 << 30)
  }

  /// Measures plans from here on if a wisdom file is named, starting from that file where it exists.
  ///
  /// - Returns: The file to write to in the end, with `saveWisdom(to:)`.
  /// - Throws: Status 65 when the file is no wisdom of this version of FFTW, 73 when it cannot be created
  ///   again.
  func loadWisdom() throws(ToolError) -> OutputFile? {
    guard let wisdom else { return nil }
    var text: String?
    if FileSystem.exists(wisdom) {
      var bytes = try InputBytes(.file(path: wisdom))
      try bytes.readAll(limit: 64 << 20)
      text = String(decoding: bytes.bytes, as: UTF8.self)
    }
    guard TransformPlanning.measure(wisdom: text) else {
      throw ToolError(.invalidData, "\(wisdom.quoted) holds no wisdom of this version of FFTW.")
    }
    return try OutputFile(.file(path: wisdom))
  }

  /// Writes the wisdom, old and new, to the wisdom file.
  func saveWisdom(to file: OutputFile?) throws(ToolError) {
    try file?.commit(Array(TransformPlanning.wisdom().utf8))
  }

  /// Says what took how long, if that was asked for.
  func report(_ timings: Timings) {
    if self.timings { StandardError.write(timings.report) }
  }
}
