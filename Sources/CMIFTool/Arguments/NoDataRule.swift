import ArgumentParser
import CMIF

/// Which pixels hold no data, as the command line spells it: `auto`, `none`, `0` or `0+-3`, also `0±3`. Values are whole
/// numbers that 32 bits hold; in arrays they can be negative.
struct NoDataRule: ExpressibleByArgument, CustomStringConvertible {
  let noData: NoData

  init(_ noData: NoData) { self.noData = noData }

  init?(argument: String) {
    switch argument {
    case "auto": noData = .automatic
    case "none": noData = .none
    default:
      let numbers = argument.replacing("±", with: "+-").split(
        separator: "+-", omittingEmptySubsequences: false
      ).map { Int($0) }
      let values = Int(Int32.min)...Int(UInt32.max)
      guard (1...2).contains(numbers.count), let value = numbers[0], values.contains(value),
        let tolerance = numbers.count == 2 ? numbers[1] : 0,
        (0...Int(UInt32.max)).contains(tolerance)
      else { return nil }
      noData = .value(value, tolerance: tolerance)
    }
  }

  var description: String {
    switch noData {
    case .automatic: "auto"
    case .none: "none"
    case .value(let value, let tolerance): tolerance == 0 ? "\(value)" : "\(value)+-\(tolerance)"
    }
  }
}
