import CMIF
import Synchronization

/// The folder of `--overlay-dir`: a small overlay of each pair, and a page that shows them all.
///
/// Each picture appears whole, before the pair's answer does, so that a run that is continued finds the pictures of
/// all rows that are finished. The page is made of ``entries`` at the end.
final class OverlayFolder: Sendable {
  private let path: String
  private let gathered = Mutex<[OverlayPage.Entry]>([])

  /// Makes the folder unless it exists.
  ///
  /// - Throws: Status 73 if it cannot be made.
  init(_ path: String) throws(ToolError) {
    self.path = path
    do {
      try FileSystem.createFolder(path)
    } catch {
      throw ToolError(.cannotCreate, "Cannot create \(path.quoted): \(error).")
    }
  }

  /// The path of the page, one for each of several shards.
  static func page(in folder: String, shard: Shard) -> String {
    "\(folder)/index\(shard.count > 1 ? "-\(shard.index)" : "").html"
  }

  /// The path of a row's overlay.
  static func overlay(in folder: String, row: Int) -> String { "\(folder)/\(name(of: row))" }

  /// Whether a path leads to the overlay of some row.
  static func isOverlay(_ path: String, in folder: String) -> Bool {
    let name = FileSystem.split(FileSystem.canonical(path)).name
    guard let row = name.wholeMatch(of: /overlay-(\d+)\.png/).flatMap({ Int($0.1) }) else {
      return false
    }
    return FileSystem.isSamePath(path, overlay(in: folder, row: row))
  }

  /// What the page shows, the least sure first.
  var entries: [OverlayPage.Entry] { gathered.withLock { $0 }.sorted() }

  /// Writes the overlay of a pair.
  ///
  /// - Throws: Status 73 or 74 if it cannot be written, 69 if there is no memory for it.
  func add(_ row: PairRow, _ pair: AlignedPair) throws(ToolError) {
    let best = pair.alignment.result.best
    let overlay = try ToolError.translating("show \(row.template.quoted)") { () throws(CMIFError) in
      try SmallOverlay(reference: pair.reference, template: pair.template, pose: best.pose)
    }
    let name = Self.name(of: row.number)
    let target = OutputTarget.file(path: "\(path)/\(name)")
    let bytes = try target.naming { () throws(OutputDefect) in try PNGWriter.encode(overlay.picture)
    }
    try OutputFile(target).commit(bytes)
    add(
      row, confidence: best.confidence, picture: name,
      notes: FoundPlace(pair.alignment.result).notes)
  }

  /// Notes a pair without an alignment.
  func add(_ row: PairRow, _ error: ToolError) {
    add(row, confidence: nil, picture: nil, notes: [error.message])
  }

  /// Notes a pair that an earlier run answered, with the overlay that it left.
  func add(_ row: PairRow, _ finished: FinishedRows.Row) {
    let name = Self.name(of: row.number)
    let hasPicture = finished.confidence != nil && FileSystem.exists("\(path)/\(name)")
    let lacksPicture = finished.confidence != nil && !hasPicture
    add(
      row, confidence: finished.confidence, picture: hasPicture ? name : nil,
      notes: finished.notes + (lacksPicture ? ["An earlier run left no overlay."] : []))
  }

  private func add(_ row: PairRow, confidence: Double?, picture: String?, notes: [String]) {
    let entry = OverlayPage.Entry(
      row: row.number, reference: row.reference, template: row.template, confidence: confidence,
      picture: picture, notes: notes)
    gathered.withLock { $0.append(entry) }
  }

  private static func name(of row: Int) -> String { "overlay-\(row).png" }
}
