extension Plane {
  /// The plane after a turn.
  func turned(_ turn: QuarterTurn) -> Plane {
    let turned = turn.size(of: size)
    return Plane(
      width: turned.width, height: turned.height,
      samples: turn.applied(to: Array(samples), of: size))
  }
}

extension Mask {
  /// The mask after a turn.
  func turned(_ turn: QuarterTurn) -> Mask {
    let turned = turn.size(of: size)
    return Mask(
      width: turned.width, height: turned.height,
      isIncluded: turn.applied(to: isIncluded, of: size))
  }
}
