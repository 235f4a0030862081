import CMIF

/// The sizes of the two pictures that a pose was found on.
struct PairSizes: Sendable, Equatable, Decodable {
  let reference: Size
  let template: Size

  /// Whether pictures can have these sizes.
  var areValid: Bool {
    [reference, template].allSatisfy { $0.width > 0 && $0.height > 0 }
  }

  var json: JSON { .object([("reference", reference.json), ("template", template.json)]) }
}

extension Size {
  fileprivate var json: JSON {
    .object([("width", .number(Double(width))), ("height", .number(Double(height)))])
  }
}
