/// Where a template comes to lie.
extension Pose {
  /// The whole offset nearest to where the template's pixel (0, 0) lands.
  var nearestOffset: Offset { Offset(x: Int(tx.rounded()), y: Int(ty.rounded())) }

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
