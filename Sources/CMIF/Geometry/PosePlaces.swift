/// Where a template comes to lie.
extension Pose {
  /// The whole offset nearest to where the template's pixel (0, 0) lands.
  var nearestOffset: Offset { Offset(x: Int(tx.rounded()), y: Int(ty.rounded())) }

  /// The rectangle of a template that holds one of the grid which the pose maps it to, as far as it lies on the template;
  /// the nearest pixels of the template where it does not. `nil` for a pose without an inverse.
  func templateRect(of rect: PixelRect, on template: Size) -> PixelRect? {
    guard let inverse else { return nil }
    let (right, bottom) = (rect.x + rect.size.width - 1, rect.y + rect.size.height - 1)
    let corners = [(rect.x, rect.y), (right, rect.y), (rect.x, bottom), (right, bottom)].map {
      inverse.apply(x: Double($0.0), y: Double($0.1))
    }
    func span(_ places: [Double], _ length: Int) -> ClosedRange<Int> {
      let inside = places.map { Int(min(max($0.rounded(), 0), Double(length - 1))) }
      return (inside.min() ?? 0)...(inside.max() ?? 0)
    }
    let columns = span(corners.map(\.x), template.width)
    let rows = span(corners.map(\.y), template.height)
    return PixelRect(
      x: columns.lowerBound, y: rows.lowerBound,
      size: Size(width: columns.count, height: rows.count))
  }

  /// The mean distance, in reference pixels, of a template's four corners under two poses.
  func cornerDistance(to other: Pose, template: Size) -> Double {
    let (w, h) = (Double(template.width - 1), Double(template.height - 1))
    let distances = [(0.0, 0.0), (w, 0), (0, h), (w, h)].map { corner in
      let (a, b) = (apply(x: corner.0, y: corner.1), other.apply(x: corner.0, y: corner.1))
      return ((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)).squareRoot()
    }
    return distances.reduce(0, +) / 4
  }
}
