/// Where the template's pixel (0, 0) lies on the reference: `x` to the right, `y` downward, in whole pixels.
///
/// Either number may be negative: the template then sticks out to the left or at the top.
public struct Offset: Sendable, Hashable, Codable {
  /// The reference column below the template's first column.
  public var x: Int
  /// The reference row below the template's first row.
  public var y: Int

  /// Creates an offset of `x` columns to the right and `y` rows downward.
  public init(x: Int, y: Int) {
    self.x = x
    self.y = y
  }

  /// The way back: where the reference lies on the template.
  var reversed: Offset { Offset(x: -x, y: -y) }

  /// The offset moved by another one.
  static func + (offset: Offset, step: Offset) -> Offset {
    Offset(x: offset.x + step.x, y: offset.y + step.y)
  }

  /// The offset and the eight around it, row by row.
  var neighborhood: [Offset] {
    (-1...1).flatMap { y in (-1...1).map { x in self + Offset(x: x, y: y) } }
  }

  /// Eight offsets on a circle around (0, 0), to whole pixels: from the one to the right by eighths of a turn, downward
  /// first.
  static func ring(radius: Int) -> [Offset] {
    let diagonal = Int((Double(radius) * 0.5.squareRoot()).rounded())
    return [
      Offset(x: radius, y: 0), Offset(x: diagonal, y: diagonal),
      Offset(x: 0, y: radius), Offset(x: -diagonal, y: diagonal),
      Offset(x: -radius, y: 0), Offset(x: -diagonal, y: -diagonal),
      Offset(x: 0, y: -radius), Offset(x: diagonal, y: -diagonal),
    ]
  }
}
