extension CheckedSearch {
  /// The width of the border that may hold a soft frame, as a share of the shortest side of both pictures.
  static var border: Double { 0.2 }

  /// Searches again without the borders of both pictures, where the best place is one at which their frames coincide, or
  /// nearly do.
  ///
  /// Frames that fade and fields of view with soft edges have no one value and no outline, yet draw the best place as
  /// those do. The place stays where the inner parts of the pictures find it, too, which large ones are reduced for.
  /// Another one counts if it is sure; otherwise the answer stays, but is not sure. Borders are equally wide, so that the
  /// inner parts of a crop and of the picture around lie on one another.
  func withoutBorder(_ first: Step) async throws -> Step {
    let (result, pair) = first
    guard result.best.confidence > Confidence.unproven,
      frames(pair).offsetOfFixed(near: result.best.pose) != nil
    else { return first }
    let factor = options.window == nil ? EvidenceMap.factor(pair) : 1
    let small = pair.map { $0.reduced(by: factor) }.withoutBorder(Self.border)
    guard let moved = try await found(small) else { return Self.unproven(first, .fixedPattern) }
    let pose = result.best.pose.reduced(by: factor)
    guard !isSamePlaceOfFrames(moved.best.pose, pose, small) else { return first }
    let inner = factor > 1 ? pair.withoutBorder(Self.border) : small
    let again = factor > 1 ? try await found(inner) : moved
    guard let again, again.best.confidence >= Confidence.sure else {
      return Self.unproven(first, .fixedPattern)
    }
    return (again.replacing(result).told(.fixedPattern), inner)
  }
}

extension SearchedPair {
  /// Both images without a border of one width on all sides: a share of their shortest side.
  func withoutBorder(_ share: Double) -> SearchedPair {
    let sides = [reference, template].map { min($0.size.width, $0.size.height) }
    let width = Int(share * Double(min(sides[0], sides[1])))
    return map { image in
      let size = image.size
      let inner = PixelRect(
        x: width, y: width,
        size: Size(width: size.width - 2 * width, height: size.height - 2 * width))
      return image.masked(by: Mask(size, isIncluded: inner.contains))
    }
  }
}
