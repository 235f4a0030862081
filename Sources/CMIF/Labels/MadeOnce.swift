internal import Synchronization

/// Values by a key, each made on first use and kept.
///
/// Each value is made once: threads that ask for it at the same time wait for the one that makes it.
final class MadeOnce<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private final class Entry: Sendable {
    let value = Mutex<Value?>(nil)
  }

  private let entries = Mutex<[Key: Entry]>([:])

  /// The value of a key, made now unless it is known.
  func value(of key: Key, _ make: () -> Value) -> Value {
    let entry = entries.withLock { entries in
      let entry = entries[key] ?? Entry()
      entries[key] = entry
      return entry
    }
    return entry.value.withLock { value in
      let made = value ?? make()
      value = made
      return made
    }
  }
}
