import Foundation
import Testing

@testable import CMIF
@testable import CMIFTool

/// What the system allows a process is found without being told.
@Suite struct MachineLimitTests {
  private let brain = ["demo/brain_t1.png", "demo/brain_gm.png"].map(Fixtures.path)

  @Test(.enabled(if: FirstCore.canBeChosen, "the affinity mask cannot be set here"))
  func `no more threads are started than the affinity mask has cores`() throws {
    let command = [ToolRun.program.path, "align", "--verbose"] + brain
    #expect(try FirstCore.run(command).errors.contains(", 1 thread, "))
    let told = try FirstCore.run(command + ["--threads", "2"])
    #expect(told.errors.contains(", 2 threads, "), "the pair has work for two")
  }

  @Test(.enabled(if: ControlGroup.ofOneCore() != nil, "no control group can be made here"))
  func `no more threads are started than the control group has processor time for`() throws {
    let group = try #require(ControlGroup.ofOneCore())
    #expect(try group.run(["align", "--verbose"] + brain).errors.contains(", 1 thread, "))
  }

  @Test(.enabled(if: ControlGroup.of256MiB() != nil, "no control group can be made here"))
  func `more memory than the control group allows is refused before it is used`() throws {
    let group = try #require(ControlGroup.of256MiB())
    #expect(try group.run(["align"] + brain).status == 0)
    let bomb = Fixtures.path("hostile/bomb.png")
    let run = try group.run(["align", bomb, bomb])
    #expect(run.status == 69 && run.output.isEmpty)
    #expect(
      run.errors
        == "cmif: Cannot read '\(bomb)': there is no memory for its 65536 x 16384 pixels.\n")
  }

  @Test func `the memory is that of the machine or of the control group`() {
    func limit(_ memory: String) -> Int {
      Memory.limit(
        in: ControlGroups { path in
          ["/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/memory.max": memory][path]
        })
    }
    #expect(limit("1048576\n") == 1 << 20)
    #expect(limit("max\n") == Int(ProcessInfo.processInfo.physicalMemory))
  }

  @Test func `without a word about memory a quarter of what is free is used, within bounds`() {
    func memory(_ free: Int, _ computations: Int) -> Int {
      ResourceOptions.defaultMemory(free: free, computations: computations)
    }
    #expect(memory(4 << 30, 1) == 1 << 30)
    #expect(memory(4 << 30, 2) == 512 << 20)
    #expect(memory(64 << 30, 1) == 2 << 30)
    #expect(memory(0, 1) == 256 << 20 && memory(1 << 30, 8) == 256 << 20)
    #expect(Memory.available(in: "MemTotal:  9 kB\nMemAvailable:    2048 kB\n") == 2 << 20)
    #expect(Memory.available(in: "MemTotal:  9 kB\n") == nil)
    #expect(Memory.free > 0 && Memory.free <= Memory.limit(in: .ofThisProcess))
  }

  @Test func `the working memory is halved until all computations at once fit the machine`() {
    let machine = Memory.limit(in: .ofThisProcess)
    #expect(Memory.available(upTo: 1 << 20) == 1 << 20)
    let one = Memory.available(upTo: machine)
    #expect(one < machine && one >= 1 << 20)
    #expect(Memory.available(upTo: machine, computations: 8) <= one / 4)
    #expect(Memory.available(upTo: .max, computations: .max) <= 1 << 20)
  }
}

/// The machine's first core, by the affinity mask.
private enum FirstCore {
  static let canBeChosen = (try? run(["/bin/true"]))?.status == 0

  /// Runs a program on this core alone.
  static func run(_ command: [String]) throws -> ToolRun {
    try ToolRun(URL(filePath: "/usr/bin/taskset"), ["-c", "0"] + command)
  }
}

/// A control group of Linux that a test makes, and removes when it is done.
private final class ControlGroup {
  private let folder: String

  static func ofOneCore() -> ControlGroup? {
    ControlGroup(
      "cpu", limits: [("cpu.cfs_quota_us", "100000"), ("cpu.max", "100000 100000")])
  }

  static func of256MiB() -> ControlGroup? {
    ControlGroup(
      "memory", limits: [("memory.limit_in_bytes", "268435456"), ("memory.max", "268435456")])
  }

  /// Makes a group, of either version of control groups, with those of the limits that it knows; `nil` where this
  /// user or this system cannot.
  init?(_ controller: String, limits: [(file: String, value: String)]) {
    let name = "cmif-test-\(UUID().uuidString)"
    let files = FileManager.default
    for root in ["/sys/fs/cgroup/\(controller)", "/sys/fs/cgroup"] {
      let folder = "\(root)/\(name)"
      guard (try? files.createDirectory(atPath: folder, withIntermediateDirectories: false)) != nil
      else { continue }
      let known = limits.filter { files.fileExists(atPath: "\(folder)/\($0.file)") }
      if !known.isEmpty,
        known.allSatisfy({ Self.write($0.value, to: "\(folder)/\($0.file)") })
      {
        self.folder = folder
        return
      }
      rmdir(folder)
    }
    return nil
  }

  deinit { rmdir(folder) }

  /// Runs the tool in the group.
  func run(_ arguments: [String]) throws -> ToolRun {
    let script = "echo $$ > \"$0\" && exec \"$@\""
    return try ToolRun(
      URL(filePath: "/bin/sh"),
      ["-c", script, "\(folder)/cgroup.procs", ToolRun.program.path] + arguments)
  }

  private static func write(_ value: String, to path: String) -> Bool {
    // Not atomically: a file of a group cannot be replaced.
    (try? Data(value.utf8).write(to: URL(filePath: path))) != nil
  }
}
