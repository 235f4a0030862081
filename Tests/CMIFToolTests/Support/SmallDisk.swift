import Foundation

/// A disk of 8 KiB in memory, mounted until the last reference to it is gone.
final class SmallDisk {
  private let folder: TemporaryFolder
  var path: String { folder.url.path }

  /// Mounts the disk; `nil` where this user or this system cannot.
  init?() {
    guard let folder = try? TemporaryFolder() else { return nil }
    let arguments = ["-t", "tmpfs", "-o", "size=8k", "none", folder.url.path]
    let mounted = try? ToolRun(URL(filePath: "/bin/mount"), arguments)
    guard mounted?.status == 0 else { return nil }
    self.folder = folder
  }

  deinit { _ = try? ToolRun(URL(filePath: "/bin/umount"), [path]) }
}
