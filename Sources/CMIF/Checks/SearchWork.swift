internal import Synchronization

/// The work of all searches and checks for one answer, also of those whose answers do not count.
final class SearchWork: Sendable {
  private let sum = Mutex<EngineStatistics?>(nil)

  /// What was done so far; sizes of transforms and numbers of tiles are those of the first search.
  var total: EngineStatistics { sum.withLock { $0 ?? EngineStatistics() } }

  /// Adds a search.
  func add(search: EngineStatistics) {
    sum.withLock { sum in
      if sum == nil { sum = search } else { sum?.addSearch(search) }
    }
  }

  /// Adds what a check did without a search.
  func add(check: EngineStatistics) { sum.withLock { $0?.add(check) } }
}
