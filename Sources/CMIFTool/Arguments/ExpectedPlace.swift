import ArgumentParser
import CMIF

/// A point of the reference as the command line spells it: `120,80.5`.
struct ExpectedPlace: ExpressibleByArgument {
  let point: Point

  init?(argument: String) {
    guard let numbers = argument.numberList, numbers.count == 2,
      numbers.allSatisfy({ abs($0) <= SearchWindow.limit })
    else { return nil }
    point = Point(x: numbers[0], y: numbers[1])
  }
}
