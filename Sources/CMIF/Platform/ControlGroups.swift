/// The limits that Linux's control groups set to a process: those of its own group and of every group above.
///
/// Containers, systemd and Slurm limit processes in this way. Version 2 has one tree of groups for
/// everything; version 1 has a tree for each controller, like `cpu`. The trees are sought where all
/// distributions mount them, below `/sys/fs/cgroup`. Inside a container the group's path may be that of the
/// host, so that the lower groups are missing; the walk up then still finds the limits of the container at
/// the tree's root.
package struct ControlGroups: Sendable {
  /// The text of the file at an absolute path; `nil` when there is none.
  private let read: @Sendable (_ path: String) -> String?

  /// Takes a file system to read from: tests pass one that they made up.
  package init(read: @escaping @Sendable (_ path: String) -> String?) { self.read = read }

  /// The groups of this process.
  package static let ofThisProcess = ControlGroups(read: readSmallFile)

  /// The number of cores that the allowed processor time amounts to, rounded up and at least 1; `nil` without
  /// a limit.
  package var cores: Int? {
    let quotas =
      folders(of: "cpu").map { folder in
        fraction(words("\(folder)/cpu.cfs_quota_us") + words("\(folder)/cpu.cfs_period_us"))
      } + unifiedFolders.map { fraction(words("\($0)/cpu.max")) }
    return quotas.compactMap(\.self).min().map { max(1, Int($0.rounded(.up))) }
  }

  /// The bytes of memory that are allowed; `nil` without a limit.
  package var memory: Int? {
    let limits =
      folders(of: "memory").map { words("\($0)/memory.limit_in_bytes").first }
      + unifiedFolders.map { words("\($0)/memory.max").first }
    // Version 2 writes "max" for no limit, version 1 a number that no machine reaches.
    return limits.compactMap { $0.flatMap { Int($0) } }.filter { $0 < 1 << 62 }.min()
  }

  /// A quota and its period, in microseconds, as a number of cores; `nil` for no quota: "max" or -1.
  private func fraction(_ words: [Substring]) -> Double? {
    guard words.count == 2, let quota = Double(words[0]), let period = Double(words[1]),
      quota > 0, period > 0
    else { return nil }
    return quota / period
  }

  // MARK: Folders

  /// The folders of this process's group and of those above in the tree of version 2.
  ///
  /// Where both versions are in use, that tree is mounted in a folder of its own.
  private var unifiedFolders: [String] {
    groups { $0.isEmpty }.flatMap {
      Self.folders(from: $0, upTo: "/sys/fs/cgroup")
        + Self.folders(from: $0, upTo: "/sys/fs/cgroup/unified")
    }
  }

  /// The folders of this process's group and of those above in the tree of a controller of version 1.
  private func folders(of controller: Substring) -> [String] {
    groups { $0.split(separator: ",").contains(controller) }.flatMap {
      Self.folders(from: $0, upTo: "/sys/fs/cgroup/\(controller)")
    }
  }

  /// The paths of this process's groups in the trees whose controllers are the wanted ones.
  ///
  /// A line of `/proc/self/cgroup` is `number:controllers:path`; version 2 has no controllers there.
  private func groups(where isWanted: (_ controllers: Substring) -> Bool) -> [Substring] {
    (read("/proc/self/cgroup") ?? "").split(separator: "\n").compactMap { line in
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      return fields.count == 3 && isWanted(fields[1]) ? fields[2] : nil
    }
  }

  /// The folder of a group and the folders of all groups above it, the tree's root last.
  private static func folders(from group: Substring, upTo root: String) -> [String] {
    var names = group.split(separator: "/")
    var folders: [String] = []
    while !names.isEmpty {
      folders.append("\(root)/\(names.joined(separator: "/"))")
      names.removeLast()
    }
    return folders + [root]
  }

  /// The words of a file; none when it cannot be read.
  private func words(_ path: String) -> [Substring] {
    (read(path) ?? "").split(whereSeparator: \.isWhitespace)
  }
}
