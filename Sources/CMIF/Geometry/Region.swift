/// Which offsets a map covers, for a reference of `W x H` and a template of `w x h` pixels.
///
/// The names are those of SciPy's convolutions; the offset of the map's pixel (0, 0) is this library's
/// convention.
public enum Region: String, Sendable, CaseIterable {
  /// Every offset with any overlap: `(W + w - 1) x (H + h - 1)`, from `(-(w - 1), -(h - 1))`.
  case full
  /// The reference's size, `W x H`, from `(-((w - 1) / 2), -((h - 1) / 2))`, rounded toward 0.
  ///
  /// At map pixel (x, y) the template's middle pixel lies on reference pixel (x, y); of an even number of
  /// pixels the middle is the left or upper one.
  case same
  /// The template wholly inside the reference: `(W - w + 1) x (H - h + 1)`, from (0, 0).
  case valid

  /// The offsets covered, or `nil` when there are none: ``valid`` with a template that is wider or higher than
  /// the reference.
  public func offsets(reference: Size, template: Size) -> OffsetRect? {
    let (w, h) = (template.width, template.height)
    switch self {
    case .full:
      return .full(reference: reference, template: template)
    case .same:
      return OffsetRect(
        x: -((w - 1) / 2), y: -((h - 1) / 2), width: reference.width, height: reference.height)
    case .valid:
      guard w <= reference.width && h <= reference.height else { return nil }
      return OffsetRect(
        x: 0, y: 0, width: reference.width - w + 1, height: reference.height - h + 1)
    }
  }
}
