public import ArgumentParser
public import CMIF

/// The size of pixels as the command line spells it: `0.5`, or `0.5,2` for pixels that are not square.
extension PixelSpacing: ExpressibleByArgument {
  public init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    let sides = parts.compactMap { Double($0) }.filter { $0.isFinite && $0 > 0 }
    guard (1...2).contains(parts.count), sides.count == parts.count,
      let width = sides.first, let height = sides.last
    else { return nil }
    self.init(x: width, y: height)
  }
}
