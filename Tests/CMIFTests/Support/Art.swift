import CMIF

extension LabelImage {
  /// An image that a person can see: a character a pixel, level 0 for `.`, 1 for `#`, digits for
  /// themselves, and a space for a pixel that takes no part.
  init(_ rows: String...) {
    let characters = rows.flatMap(Array.init)
    let labels = characters.map { character -> UInt8 in
      character == "#" ? 1 : UInt8(character.wholeNumberValue ?? 0)
    }
    self.init(
      width: rows[0].count, height: rows.count, levelCount: 10, labels: labels,
      mask: Mask(
        width: rows[0].count, height: rows.count, isIncluded: characters.map { $0 != " " }))
  }
}
