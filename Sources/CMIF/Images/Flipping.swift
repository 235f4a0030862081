extension Plane {
  /// The plane after a flip.
  func flipped(_ flip: Flip) -> Plane {
    Plane(width: width, height: height, samples: flip.applied(to: Array(samples), of: size))
  }
}

extension Mask {
  /// The mask after a flip.
  func flipped(_ flip: Flip) -> Mask {
    Mask(width: width, height: height, isIncluded: flip.applied(to: isIncluded, of: size))
  }
}
