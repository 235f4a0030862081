extension CheckedSearch {
  /// The width of the border that may hold a soft frame, as a share of the shorter side.
  private static var border: Double { 0.2 }

  /// Searches again without the borders of both pictures, where the best place is one at which their frames coincide.
  ///
  /// Frames that fade and fields of view with soft edges have no one value and no outline, yet draw the best place as
  /// those do. The place stays where the inner parts of the pictures find it, too. Another one counts if it is sure;
  /// otherwise the answer stays, but is not sure.
  func withoutBorder(_ first: Step) async throws -> Step {
    let (result, pair) = first
    guard result.best.confidence > Confidence.unproven,
      pair.frameOffset(near: result.best.pose) != nil
    else { return first }
    let inner = SearchedPair(
      reference: pair.reference.withoutBorder(Self.border),
      template: pair.template.withoutBorder(Self.border))
    guard var again = try await found(inner) else { return first }
    guard inner.frameOffset(near: again.best.pose) == nil else { return first }
    guard again.best.confidence >= Confidence.sure else {
      return (result.warned(.fixedPattern, confidenceAtMost: Confidence.unproven), pair)
    }
    again.statistics.addSearch(result.statistics)
    again.warnings = result.warnings.filter { $0 != .fixedPattern } + [.fixedPattern]
    return (again, inner)
  }
}

extension AlignmentImage {
  /// The image without a border on all sides, whose width is a share of the shorter one.
  fileprivate func withoutBorder(_ share: Double) -> AlignmentImage {
    let width = Int(share * Double(min(size.width, size.height)))
    return masked(
      by: Mask(size) { [size] x, y in
        (width..<size.width - width).contains(x) && (width..<size.height - width).contains(y)
      })
  }
}
