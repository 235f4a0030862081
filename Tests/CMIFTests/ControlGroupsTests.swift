import Testing

@testable import CMIF

@Suite struct ControlGroupsTests {
  /// The groups of a made-up file system: the texts of its files by their paths.
  private func groups(_ files: [String: String]) -> ControlGroups {
    ControlGroups { files[$0] }
  }

  // MARK: Version 2

  private static let slurm = "0::/system.slice/slurm/job_7/step_0\n"

  @Test func `the tightest group from the process's own up to the root counts`() {
    let all = groups([
      "/proc/self/cgroup": Self.slurm,
      "/sys/fs/cgroup/cpu.max": "800000 100000\n",
      "/sys/fs/cgroup/system.slice/cpu.max": "max 100000\n",
      "/sys/fs/cgroup/system.slice/slurm/job_7/cpu.max": "250000 100000\n",
      "/sys/fs/cgroup/system.slice/slurm/job_7/step_0/cpu.max": "400000 100000\n",
      "/sys/fs/cgroup/system.slice/slurm/memory.max": "1073741824\n",
      "/sys/fs/cgroup/system.slice/slurm/job_7/memory.max": "536870912\n",
      "/sys/fs/cgroup/system.slice/slurm/job_7/step_0/memory.max": "max\n",
      "/sys/fs/cgroup/other/memory.max": "1\n",
    ])
    #expect(all.cores == 3)
    #expect(all.memory == 512 << 20)
  }

  @Test(arguments: [
    ("100000 100000", 1), ("100001 100000", 2), ("1000 100000", 1), ("150000 50000", 3),
  ])
  func `a quota is rounded up to whole cores, at least one`(quota: String, cores: Int) {
    let all = groups(["/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/cpu.max": quota + "\n"])
    #expect(all.cores == cores)
  }

  @Test(arguments: ["", "max", "max 100000", "x y", "5", "100000 0", "-1 100000"])
  func `a quota that is none sets no limit`(text: String) {
    let all = groups(["/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/cpu.max": text])
    #expect(all.cores == nil)
  }

  @Test(arguments: ["", "max\n", "x\n"])
  func `memory without a number sets no limit`(text: String) {
    let all = groups(["/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/memory.max": text])
    #expect(all.memory == nil)
  }

  @Test func `a system without groups sets no limit`() {
    for files in [[:], ["/proc/self/cgroup": ""], ["/proc/self/cgroup": "nonsense\n::\n"]] {
      #expect(groups(files).cores == nil && groups(files).memory == nil)
    }
  }

  // MARK: Version 1

  private static let docker = """
    5:memory:/docker/3f
    4:cpu,cpuacct:/docker/3f
    3:cpuset:/
    1:name=systemd:/docker/3f:a
    0::/system.slice/containerd.service

    """

  @Test func `each controller of version 1 has its own tree`() {
    let all = groups([
      "/proc/self/cgroup": Self.docker,
      "/sys/fs/cgroup/cpu/docker/3f/cpu.cfs_quota_us": "-1\n",
      "/sys/fs/cgroup/cpu/docker/3f/cpu.cfs_period_us": "100000\n",
      "/sys/fs/cgroup/cpu/docker/cpu.cfs_quota_us": "150000\n",
      "/sys/fs/cgroup/cpu/docker/cpu.cfs_period_us": "100000\n",
      "/sys/fs/cgroup/memory/docker/3f/memory.limit_in_bytes": "268435456\n",
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
    ])
    #expect(all.cores == 2)
    #expect(all.memory == 256 << 20)
  }

  @Test func `inside a container the limits are at the root of the tree`() {
    let all = groups([
      "/proc/self/cgroup": Self.docker,
      "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "400000\n",
      "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
    ])
    #expect(all.cores == 4)
    #expect(all.memory == nil)
  }

  @Test func `where both versions are in use both count`() {
    let all = groups([
      "/proc/self/cgroup": Self.docker,
      "/sys/fs/cgroup/memory/docker/3f/memory.limit_in_bytes": "300\n",
      "/sys/fs/cgroup/unified/system.slice/memory.max": "200\n",
    ])
    #expect(all.memory == 200)
  }

  // MARK: Cores

  @Test(arguments: [
    ("Cpus_allowed:\t1\n", 1), ("Cpus_allowed:\tff,00000000,0000000f\n", 12),
    ("Name:\tcmif\nCpus_allowed:\t3\nCpus_allowed_list:\t0-1\n", 2),
    ("Cpus_allowed_list:\t0-1\n", nil), ("", nil),
  ])
  func `the affinity mask is counted whatever its length`(status: String, cores: Int?) {
    #expect(UsableCores.affinity(inStatus: status) == cores)
  }

  @Test func `a computation is given at least one core of those there are`() {
    #expect(Resources().threads == UsableCores.count && UsableCores.count >= 1)
  }
}
