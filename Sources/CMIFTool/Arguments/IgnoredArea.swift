import ArgumentParser
import CMIF

/// A rectangle of a picture as the command line spells it: the column and row of its first pixel, its width and
/// its height, `10,20,64,16`.
struct IgnoredArea: ExpressibleByArgument, Equatable, CustomStringConvertible {
  let rectangle: PixelRect

  init?(argument: String) {
    let words = argument.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = words.compactMap { Int32($0) }.map(Int.init)
    guard words.count == 4, numbers.count == 4, numbers[2] > 0, numbers[3] > 0 else { return nil }
    rectangle = PixelRect(
      x: numbers[0], y: numbers[1], size: Size(width: numbers[2], height: numbers[3]))
  }

  var description: String { rectangle.text }

  /// The columns and rows of a picture that lie in the rectangle.
  func pixels(of size: Size) -> (columns: Range<Int>, rows: Range<Int>) {
    func range(_ start: Int, _ count: Int, _ limit: Int) -> Range<Int> {
      max(0, min(start, limit))..<max(0, min(start + count, limit))
    }
    return (
      range(rectangle.x, rectangle.size.width, size.width),
      range(rectangle.y, rectangle.size.height, size.height)
    )
  }
}
