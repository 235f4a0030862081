extension Array {
  /// The index, no less than `start`, from which on all elements have a property that none before has; `count` where none
  /// has it.
  @inlinable
  package func partitionIndex(from start: Int = 0, where hasProperty: (Element) -> Bool) -> Int {
    var (low, high) = (start, count)
    while low < high {
      let middle = (low + high) / 2
      if hasProperty(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
