/// Which image of a pair is the field of counting and which is the kernel.
///
/// Counting packs the levels of the field as digits of transforms and transforms the levels of the kernel one
/// by one (`BlockCounter`). Mutual information is symmetric, so either image may be either. With exchanged
/// roles the template at offset `s` of the reference is the kernel at offset `o - s` of the field, if the
/// kernel is the part of the reference whose first pixel is `o`.
enum Roles: Sendable, Equatable {
  /// The reference is the field, the template is the kernel.
  case straight
  /// The template is the field, and the kernel is the reference or a part of it.
  ///
  /// - Parameter origin: where the kernel's first pixel lies in the reference.
  case exchanged(origin: Offset)

  /// The roles for a pair that meets at many offsets once: the smaller image is the kernel.
  init(reference: Size, template: Size) {
    let isExchanged = template.area > reference.area
    self = isExchanged ? .exchanged(origin: Offset(x: 0, y: 0)) : .straight
  }

  /// The offsets of the kernel on the field that belong to offsets of the template on the reference.
  func inner(_ offsets: OffsetRect) -> OffsetRect {
    guard case .exchanged(let origin) = self else { return offsets }
    return offsets.moved(x: -origin.x, y: -origin.y).mirrored
  }

  /// The offsets of the template on the reference that belong to offsets of the kernel on the field.
  func outer(_ offsets: OffsetRect) -> OffsetRect {
    guard case .exchanged(let origin) = self else { return offsets }
    return offsets.mirrored.moved(x: origin.x, y: origin.y)
  }

  /// The place among `count` outer offsets of the first inner one, and the step from one to the next: exchanged
  /// roles turn the order around.
  func order(of count: Int) -> (first: Int, step: Int) {
    self == .straight ? (0, 1) : (count - 1, -1)
  }
}

extension OffsetRect {
  /// The offsets with both signs changed.
  var mirrored: OffsetRect {
    OffsetRect(x: 1 - x - width, y: 1 - y - height, width: width, height: height)
  }
}
