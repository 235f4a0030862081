public import ArgumentParser
public import CMIF

/// The size of pixels as the command line spells it: `0.5`, or `0.5,2` for pixels that are not square.
extension PixelSpacing: ExpressibleByArgument {
  public init?(argument: String) {
    guard let sides = argument.numberList, (1...2).contains(sides.count),
      sides.allSatisfy({ $0.isFinite && $0 > 0 }), let width = sides.first, let height = sides.last
    else { return nil }
    self.init(x: width, y: height)
  }
}
