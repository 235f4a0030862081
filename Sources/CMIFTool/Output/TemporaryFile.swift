import CProcess

/// A file under a temporary name. Unless it is moved to its place, it is removed: with the last
/// reference to it, when the program exits, and when a signal ends the program; on exit and on signals at most 64 files,
/// with paths of up to 4095 bytes.
final class TemporaryFile {
  let file: OpenFile
  private let path: String
  private let folder: String
  private let cleanupSlot: Int32
  private var isMoved = false

  /// Creates an empty file in the folder of `target`.
  init(nextTo target: String) throws(SystemError) {
    cmif_cleanup_install()
    folder = FileSystem.split(target).folder
    path = "\(folder).cmif-\(String(UInt64.random(in: 0 ... .max), radix: 36)).tmp"
    // Listed before it exists, so that a signal on this thread finds it listed. One that ends the program from another
    // thread between these steps leaves an empty file behind.
    cleanupSlot = cmif_cleanup_add(path)
    do {
      file = try OpenFile.creating(path)
    } catch {
      cmif_cleanup_remove(cleanupSlot)
      throw error
    }
  }

  deinit {
    if !isMoved { FileSystem.remove(path) }
    cmif_cleanup_remove(cleanupSlot)
  }

  /// Closes the file and gives it the name `target`, in one step for every reader.
  ///
  /// The contents are on the disk before the rename, and the folder's entry after it: a power loss leaves
  /// the older file or the new one, never an empty one.
  func move(to target: String) throws(SystemError) {
    try file.synchronize()
    try file.close()
    do {
      try FileSystem.rename(path, to: target)
    } catch {
      // A signal's handler on another thread may have removed the file: then the signal tells the end.
      cmif_cleanup_await_end()
      throw error
    }
    isMoved = true
    try FileSystem.synchronize(folder: folder)
  }
}
