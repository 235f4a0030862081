/// How often each pair of levels meets where a template lies on a reference: the definition.
///
///     c[a, b] = #{ p : reference level a at p + offset, template level b at p }
///
/// over the template's pixels *p*, where both pixels exist and take part. Another name is contingency table.
///
/// It counts pixel by pixel and is written to be read: every faster way in this library is tested against it.
/// <doc:TheMethod> goes from here to the map of all offsets.
public struct JointHistogram: Sendable, Hashable {
  /// The number of reference levels, `A`.
  public let referenceLevels: Int
  /// The number of template levels, `B`.
  public let templateLevels: Int
  /// All counts, row-major: that of reference level `a` and template level `b` is at `a * B + b`.
  public private(set) var counts: [Int]

  /// Counts the pairs of levels with the template's pixel (0, 0) on the reference's pixel `offset`.
  ///
  /// The offset may be any; where nothing overlaps, all counts are 0.
  ///
  /// - Complexity: O(template pixels + `A B`).
  public init(reference: LabelImage, template: LabelImage, offset: Offset) {
    referenceLevels = reference.levelCount
    templateLevels = template.levelCount
    counts = [Int](repeating: 0, count: referenceLevels * templateLevels)
    for y in 0..<template.height {
      for x in 0..<template.width where template.includes(x: x, y: y) {
        // A sum that overflows wraps around to a negative number, which is outside as well.
        let (rx, ry) = (x &+ offset.x, y &+ offset.y)
        guard reference.includes(x: rx, y: ry) else { continue }
        let a = Int(reference.labels[ry * reference.width + rx])
        let b = Int(template.labels[y * template.width + x])
        counts[a * templateLevels + b] += 1
      }
    }
  }

  /// Takes counts that are known.
  ///
  /// - Precondition: There is a count for each pair of levels.
  init(referenceLevels: Int, templateLevels: Int, counts: [Int]) {
    precondition(
      counts.count == referenceLevels * templateLevels,
      "\(counts.count) counts are not \(referenceLevels) x \(templateLevels)")
    self.referenceLevels = referenceLevels
    self.templateLevels = templateLevels
    self.counts = counts
  }

  /// The number of pixels of reference level `a` that lie on template level `b`.
  ///
  /// - Precondition: `a` is below ``referenceLevels`` and `b` below ``templateLevels``.
  public subscript(a: Int, b: Int) -> Int {
    precondition(
      (0..<referenceLevels).contains(a) && (0..<templateLevels).contains(b),
      "levels \(a) and \(b) are not among \(referenceLevels) and \(templateLevels)")
    return counts[a * templateLevels + b]
  }

  /// The number of overlapping pixels, `N`.
  public var total: Int { counts.reduce(0, +) }

  /// The number of overlapping pixels of each reference level, `Σ_b c[a, b]`.
  public var referenceMarginal: [Int] {
    (0..<referenceLevels).map { a in
      (0..<templateLevels).reduce(0) { sum, b in sum + self[a, b] }
    }
  }

  /// The number of overlapping pixels of each template level, `Σ_a c[a, b]`.
  public var templateMarginal: [Int] {
    (0..<templateLevels).map { b in
      (0..<referenceLevels).reduce(0) { sum, a in sum + self[a, b] }
    }
  }

  /// The mutual information of the two levels of an overlapping pixel.
  ///
  ///     MI = Hx + Hy - Hxy        H = -Σ p ln p,  p = count / N
  ///
  /// with `Hx` the entropy of the reference's marginal, `Hy` of the template's and `Hxy` of all counts. For
  /// ``Normalization/unnormalized`` the result is `MI` in nats, from 0 to the logarithm of the smaller number
  /// of levels; for the others see ``Normalization``.
  ///
  /// Edge cases:
  ///
  /// - 0 when nothing overlaps.
  /// - 0 when one image has a single level in the overlap.
  /// - Never negative, never NaN.
  /// - Unchanged when levels are renumbered, or when the images exchange their roles.
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
