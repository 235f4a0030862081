/// Where a template comes to lie.
extension Pose {
  /// The whole offset nearest to where the template's pixel (0, 0) lands.
  var nearestOffset: Offset { Offset(x: Int(tx.rounded()), y: Int(ty.rounded())) }

  /// Where the centres of a template's four corner pixels land, or of those of its part at (x, y); row by row.
  package func corners(of size: Size, x: Int = 0, y: Int = 0) -> [Point] {
    let (left, right) = (Double(x), Double(x + size.width - 1))
    let (top, bottom) = (Double(y), Double(y + size.height - 1))
    return [(left, top), (right, top), (left, bottom), (right, bottom)].map(apply)
  }

  /// The rectangle of a template that holds one of the grid which the pose maps it to, as far as it lies on the template;
  /// the nearest pixels of the template where it does not. `nil` for a pose without an inverse.
  func templateRect(of rect: PixelRect, on template: Size) -> PixelRect? {
    guard let inverse else { return nil }
    let corners = inverse.corners(of: rect.size, x: rect.x, y: rect.y)
    func span(_ places: [Double], _ length: Int) -> ClosedRange<Int> {
      let inside = places.map { Int(min(max($0.rounded(), 0), Double(length - 1))) }
      return (inside.min() ?? 0)...(inside.max() ?? 0)
    }
    let columns = span(corners.map(\.x), template.width)
    let rows = span(corners.map(\.y), template.height)
    return PixelRect(columns: Range(columns), rows: Range(rows))
  }

  /// The mean distance, in reference pixels, of a template's four corners under two poses.
  func cornerDistance(to other: Pose, template: Size) -> Double {
    let distances = zip(corners(of: template), other.corners(of: template)).map { a, b in
      ((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)).squareRoot()
    }
    return distances.reduce(0, +) / 4
  }
}
