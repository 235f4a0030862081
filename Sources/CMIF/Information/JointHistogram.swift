/// How often each pair of levels meets where a template lies on a reference: the definition.
///
/// This counts pixel by pixel and is meant to be read. Every faster way in this library is tested to
/// give the same counts.
public struct JointHistogram: Sendable, Equatable {
  /// The number of reference levels, `A`.
  public let referenceLevels: Int
  /// The number of template levels, `B`.
  public let templateLevels: Int
  /// `counts[a * B + b]`: the number of pixels of reference level `a` and template level `b`.
  public private(set) var counts: [Int]

  /// Counts the pairs with the template's pixel (0, 0) on the reference's pixel `offset`.
  ///
  /// Only pixels that exist and take part in both images count. The offset may be any; where nothing
  /// overlaps, all counts are 0. The work is proportional to the template's area.
  public init(reference: LabelImage, template: LabelImage, offset: Offset) {
    referenceLevels = reference.levelCount
    templateLevels = template.levelCount
    counts = [Int](repeating: 0, count: referenceLevels * templateLevels)
    for y in 0..<template.height {
      for x in 0..<template.width where template.includes(x: x, y: y) {
        // What wraps around is negative, hence outside like all that lies so far away.
        let (rx, ry) = (x &+ offset.x, y &+ offset.y)
        guard reference.includes(x: rx, y: ry) else { continue }
        let a = Int(reference.labels[ry * reference.width + rx])
        let b = Int(template.labels[y * template.width + x])
        counts[a * templateLevels + b] += 1
      }
    }
  }

  /// The number of overlapping pixels, `N`.
  public var total: Int { counts.reduce(0, +) }

  /// The number of pixels of each reference level.
  public var referenceMarginal: [Int] {
    (0..<referenceLevels).map { a in
      (0..<templateLevels).reduce(0) { $0 + counts[a * templateLevels + $1] }
    }
  }

  /// The number of pixels of each template level.
  public var templateMarginal: [Int] {
    (0..<templateLevels).map { b in
      (0..<referenceLevels).reduce(0) { $0 + counts[$1 * templateLevels + b] }
    }
  }

  /// The mutual information under a normalization; 0 where nothing overlaps.
  public func information(normalization: Normalization = .unnormalized) -> Double {
    let hx = Self.entropy(referenceMarginal)
    let hy = Self.entropy(templateMarginal)
    let hxy = Self.entropy(counts)
    return normalization.value(information: hx + hy - hxy, hx: hx, hy: hy, hxy: hxy)
  }

  /// The entropy `-Σ p ln p` of a histogram, with `p = count / total`, in nats; 0 for an empty one.
  static func entropy(_ counts: [Int]) -> Double {
    let total = Double(counts.reduce(0, +))
    return counts.reduce(0) { sum, count in
      guard count > 0 else { return sum }
      let p = Double(count) / total
      return sum - p * naturalLogarithm(p)
    }
  }
}
