import CMIF

/// The sizes of the two pictures that a pose was found on.
struct PairSizes: Sendable, Equatable {
  let reference: Size
  let template: Size

  init(reference: Size, template: Size) {
    self.reference = reference
    self.template = template
  }

  /// Reads what ``json`` writes; `nil` for anything else.
  init?(_ json: JSON) {
    guard let reference = json["reference"].flatMap(Size.init),
      let template = json["template"].flatMap(Size.init)
    else { return nil }
    self.init(reference: reference, template: template)
  }

  var json: JSON { .object([("reference", reference.json), ("template", template.json)]) }
}

extension Size {
  fileprivate init?(_ json: JSON) {
    let sides = ["width", "height"].compactMap { json[$0]?.number.flatMap(Int.init(exactly:)) }
    guard sides.count == 2, sides.allSatisfy({ $0 > 0 }) else { return nil }
    self.init(width: sides[0], height: sides[1])
  }

  fileprivate var json: JSON {
    .object([("width", .number(Double(width))), ("height", .number(Double(height)))])
  }
}
