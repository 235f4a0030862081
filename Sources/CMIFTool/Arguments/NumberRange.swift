import ArgumentParser

/// A range as the command line spells it: `-20:20`, or a single number.
struct NumberRange: ExpressibleByArgument, CustomStringConvertible {
  let bounds: ClosedRange<Double>

  init(_ bounds: ClosedRange<Double>) { self.bounds = bounds }

  init?(argument: String) {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Double($0) }.filter(\.isFinite)
    guard (1...2).contains(parts.count), numbers.count == parts.count,
      let first = numbers.first, let last = numbers.last, first <= last
    else { return nil }
    bounds = first...last
  }

  var description: String {
    let (low, high) = (Number.exact(bounds.lowerBound), Number.exact(bounds.upperBound))
    return low == high ? low : "\(low):\(high)"
  }
}
