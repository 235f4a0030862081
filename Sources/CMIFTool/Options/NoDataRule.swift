import ArgumentParser
import CMIF

/// Which pixels hold no data, as the command line spells it: `auto`, `none`, `0` or `0+-3`, also `0±3`.
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
      ).map { Int($0) ?? -1 }
      guard (1...2).contains(numbers.count),
        numbers.allSatisfy({ (0...Int(UInt16.max)).contains($0) })
      else { return nil }
      noData = .value(numbers[0], tolerance: numbers.count == 2 ? numbers[1] : 0)
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
