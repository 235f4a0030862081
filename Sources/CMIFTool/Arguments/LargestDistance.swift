import ArgumentParser
import CMIF

/// A distance along both axes as the command line spells it, `20`, or one along each, `20,8`.
struct LargestDistance: ExpressibleByArgument {
  let x: Double
  let y: Double

  init?(argument: String) {
    let distances = SearchWindow.leastReach...SearchWindow.limit
    guard let numbers = argument.numberList, (1...2).contains(numbers.count),
      numbers.allSatisfy(distances.contains),
      let x = numbers.first, let y = numbers.last
    else { return nil }
    (self.x, self.y) = (x, y)
  }
}
