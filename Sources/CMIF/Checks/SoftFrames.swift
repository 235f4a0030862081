extension CheckedSearch {
  /// The width of the border that may hold a soft frame, as a share of the shorter side.
  private static var border: Double { 0.2 }

  /// Searches again without the borders of both pictures, where the best place is one at which their frames coincide.
  ///
  /// Frames that fade and fields of view with soft edges have no one value and no outline, yet draw the best place as
  /// those do. The place stays where the inner parts of the pictures find it, too, which large ones are reduced for.
  /// Another one counts if it is sure; otherwise the answer stays, but is not sure.
  func withoutBorder(_ first: Step) async throws -> Step {
    let (result, pair) = first
    guard result.best.confidence > Confidence.unproven,
      pair.frameOffset(near: result.best.pose) != nil
    else { return first }
    let factor = options.window == nil ? EvidenceMap.factor(pair) : 1
    let small = pair.map { $0.reduced(by: factor).withoutBorder(Self.border) }
    guard let moved = try await found(small), small.frameOffset(near: moved.best.pose) == nil else {
      return first
    }
    let inner = factor > 1 ? pair.map { $0.withoutBorder(Self.border) } : small
    let again = factor > 1 ? try await found(inner) : moved
    return Self.unproven(first, unlessSure: again, inner)
  }
}

extension AlignmentImage {
  /// The image without a border on all sides, whose width is a share of the shorter one.
  fileprivate func withoutBorder(_ share: Double) -> AlignmentImage {
    let width = Int(share * Double(min(size.width, size.height)))
    let inner = PixelRect(
      x: width, y: width, size: Size(width: size.width - 2 * width, height: size.height - 2 * width)
    )
    return masked(by: Mask(size, isIncluded: inner.contains))
  }
}
