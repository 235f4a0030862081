import ArgumentParser

/// A part of a table's rows, spelt `2/8`: the second of every eight rows.
struct Shard: ExpressibleByArgument, CustomStringConvertible {
  /// All rows.
  static let whole = Shard(index: 1, count: 1)

  let index: Int
  let count: Int

  private init(index: Int, count: Int) {
    self.index = index
    self.count = count
  }

  init?(argument: String) {
    let numbers = argument.split(separator: "/", omittingEmptySubsequences: false).map {
      Int($0) ?? 0
    }
    guard numbers.count == 2, numbers[0] >= 1, numbers[0] <= numbers[1] else { return nil }
    self.init(index: numbers[0], count: numbers[1])
  }

  /// Whether a row, counted from 1, belongs to this part.
  func contains(row: Int) -> Bool { (row - 1) % count == index - 1 }

  var description: String { "\(index)/\(count)" }
}
