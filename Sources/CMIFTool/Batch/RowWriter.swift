import Synchronization

/// Writes rows in their order, each as soon as all rows before it are written. Any thread may hand in rows.
final class RowWriter: Sendable {
  private struct State {
    let file: OpenFile
    var written = 0
    var waiting: [Int: String] = [:]
  }

  private let target: OutputTarget
  private let state: Mutex<State>

  /// Opens an output and empties it.
  ///
  /// - Throws: Status 73 if it cannot be created.
  convenience init(_ target: OutputTarget) throws(ToolError) {
    let file = try Self.opening(target) { () throws(SystemError) in
      guard case .file(let path) = target else { return .standardOutput() }
      return try OpenFile.replacing(path)
    }
    self.init(target, file)
  }

  /// Opens the output of an earlier run, or creates it, and continues after its last whole row.
  ///
  /// The rows are read when other runs are kept off the file, and from the file that is then written to.
  ///
  /// - Throws: Status 73 if the file cannot be opened or cut, and what `FinishedRows` throws.
  static func continuing(
    _ path: String
  ) throws(ToolError) -> (writer: RowWriter, finished: FinishedRows) {
    let target = OutputTarget.file(path: path)
    let file = try opening(target) { () throws(SystemError) in try OpenFile.appending(path) }
    let finished = try FinishedRows(.file(path: path), file: file)
    do {
      try file.truncate(to: finished.byteCount)
    } catch {
      throw cannotCreate(target, error)
    }
    return (RowWriter(target, file), finished)
  }

  private init(_ target: OutputTarget, _ file: sending OpenFile) {
    self.target = target
    state = Mutex(State(file: file))
  }

  private static func opening(
    _ target: OutputTarget, _ open: () throws(SystemError) -> sending OpenFile
  ) throws(ToolError) -> sending OpenFile {
    do {
      return try open()
    } catch {
      throw cannotCreate(target, error)
    }
  }

  private static func cannotCreate(_ target: OutputTarget, _ error: SystemError) -> ToolError {
    let cause = error == .isBusy ? "another run is writing to it" : "\(error)"
    return ToolError(.cannotCreate, "Cannot create \(target.name): \(cause).")
  }

  /// The number of rows written.
  var written: Int { state.withLock { $0.written } }

  /// Takes the row of a place, counted from 0. Each place is handed in once.
  ///
  /// - Throws: Status 74 if a row cannot be stored.
  func put(_ row: String, at place: Int) throws(ToolError) {
    let error = state.withLock { state -> SystemError? in
      state.waiting[place] = row
      while let row = state.waiting.removeValue(forKey: state.written) {
        do throws(SystemError) {
          try state.file.write(Array(row.utf8))
        } catch {
          return error
        }
        state.written += 1
      }
      return nil
    }
    if let error { throw failure(error) }
  }

  /// Closes the output. To be called once, after the last row.
  ///
  /// - Throws: Status 74 if the system reports only now that rows could not be stored.
  func close() throws(ToolError) {
    let error = state.withLock { state -> SystemError? in
      do throws(SystemError) {
        try state.file.close()
        return nil
      } catch {
        return error
      }
    }
    if let error { throw failure(error) }
  }

  private func failure(_ error: SystemError) -> ToolError {
    ToolError(.ioError, "Cannot write \(target.name): \(error).")
  }
}
