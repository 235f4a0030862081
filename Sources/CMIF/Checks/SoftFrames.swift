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
    let small = pair.inner(reducedBy: factor, without: Self.border)
    guard let moved = try await found(small), small.frameOffset(near: moved.best.pose) == nil else {
      return first
    }
    let inner = factor > 1 ? pair.inner(reducedBy: 1, without: Self.border) : small
    guard var again = factor > 1 ? try await found(inner) : moved,
      again.best.confidence >= Confidence.sure
    else {
      return (result.warned(.fixedPattern, confidenceAtMost: Confidence.unproven), pair)
    }
    again.statistics.addSearch(result.statistics)
    again.warnings = result.warnings.filter { $0 != .fixedPattern } + [.fixedPattern]
    return (again, inner)
  }
}

extension SearchedPair {
  /// Both images, reduced, without their borders.
  fileprivate func inner(reducedBy factor: Int, without border: Double) -> SearchedPair {
    SearchedPair(
      reference: reference.reduced(by: factor).withoutBorder(border),
      template: template.reduced(by: factor).withoutBorder(border))
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
