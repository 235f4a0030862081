import CCleanup

/// A file under a passing name, removed unless it is moved to its place: when the last reference
/// goes, when the program exits, and when a signal ends it.
final class TemporaryFile {
  let file: OpenFile
  private let path: String
  private let place: Int32
  private var isMoved = false

  /// Creates an empty file in the folder of `target`.
  init(besides target: String) throws(SystemError) {
    cmif_cleanup_install()
    let name = String(UInt64.random(in: 0 ... .max), radix: 36)
    path = "\(FileSystem.split(target).folder).cmif-\(name).tmp"
    // Listed before it exists: there is no moment at which a signal would leave it behind.
    place = cmif_cleanup_add(path)
    do {
      file = try OpenFile.creating(path)
    } catch {
      cmif_cleanup_remove(place)
      throw error
    }
  }

  deinit {
    if !isMoved { FileSystem.remove(path) }
    cmif_cleanup_remove(place)
  }

  /// Closes the file and gives it the name `target`, in one step that no reader can see the midst of.
  func move(to target: String) throws(SystemError) {
    try file.close()
    try FileSystem.rename(path, to: target)
    isMoved = true
  }
}
