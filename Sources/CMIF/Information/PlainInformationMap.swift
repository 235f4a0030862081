/// The cross-mutual information function as the paper computes it: one plain transform for each count.
///
/// For a reference of `A` levels and a template of `B` levels it correlates the level sets of whole images,
/// takes the counts at every offset, and the entropies of the counts:
///
///     c_ab(s) = Σ_p [R(p + s) = a] [T(p) = b]            A B joint counts
///     c_a(s), c_b(s), N(s)                               the same with a mask in place of a level set
///     H = ln N - Σ c ln c / N                            Hx from c_a, Hy from c_b, Hxy from c_ab
///     MI = Hx + Hy - Hxy
///
/// This is the place to begin reading, with <doc:TheMethod> beside it. ``InformationMap`` gives the same
/// values (within 1e-9, in the tests) in a fraction of the time and of the memory; this map serves to test
/// and measure it. It equals ``JointHistogram`` at every offset. Öfverstedt, Lindblad and Sladoje, Pattern
/// Recognition Letters 159 (2022), section 3.
public struct PlainInformationMap: Sendable {
  /// The offsets covered, ``Region/full``: all with any overlap.
  public let offsets: OffsetRect
  /// The mutual information at each offset, row-major, in nats; 0 where nothing overlaps.
  public let values: [Double]
  /// The number of overlapping pixels at each offset, in the same order.
  public let overlaps: [Int]

  /// Computes the map of one channel.
  ///
  /// - Throws: ``CMIFError/outOfMemory(bytes:)`` when the system has no memory left.
  /// - Precondition: The images' sides add up to no more than the longest transform, 131,072 pixels.
  /// - Complexity: `A B + A + B + 1` inverse transforms of `(W + w - 1) x (H + h - 1)` points, and memory for
  ///   `B + 2` spectra of so many points.
  public init(reference: LabelImage, template: LabelImage) throws(CMIFError) {
    let (r, t) = (reference.size, template.size)
    offsets = OffsetRect(
      x: 1 - t.width, y: 1 - t.height, width: r.width + t.width - 1, height: r.height + t.height - 1
    )
    let f = (0...r.largestOverlap(with: t)).map { n in  // n ln n
      n == 0 ? 0 : Double(n) * naturalLogarithm(Double(n))
    }

    // The spectra of the template's level sets, and of both images' masks.
    let correlation = try LevelSetCorrelation(reference: r, template: t)
    let referenceMask = try correlation.spectrum(of: reference.pixels(), r)
    let templateMask = try correlation.spectrum(of: template.pixels(), t)
    let templateSets = try (0..<template.levelCount).map { b throws(CMIFError) in
      try correlation.spectrum(of: template.pixels(ofLevel: b), t)
    }

    // Σ c ln c over the marginals and the joint histogram, at every offset.
    var (sumX, sumY, sumXY) = (Sums(offsets), Sums(offsets), Sums(offsets))
    overlaps = try correlation.counts(referenceMask, templateMask)
    for templateSet in templateSets {
      sumY.add(try correlation.counts(referenceMask, templateSet), f)
    }
    for a in 0..<reference.levelCount {
      let referenceSet = try correlation.spectrum(of: reference.pixels(ofLevel: a), r)
      sumX.add(try correlation.counts(referenceSet, templateMask), f)
      for templateSet in templateSets {
        sumXY.add(try correlation.counts(referenceSet, templateSet), f)
      }
    }

    // Entropies, and the information.
    values = overlaps.enumerated().map { i, n in
      guard n > 0 else { return 0 }
      func entropy(_ sums: Sums) -> Double { (f[n] - sums.values[i]) / Double(n) }
      return max(0, entropy(sumX) + entropy(sumY) - entropy(sumXY))
    }
  }

  /// `Σ c ln c` at every offset.
  private struct Sums {
    var values: [Double]

    init(_ offsets: OffsetRect) { values = [Double](repeating: 0, count: offsets.count) }

    mutating func add(_ counts: [Int], _ f: [Double]) {
      for i in counts.indices { values[i] += f[counts[i]] }
    }
  }
}

extension LabelImage {
  /// Which pixels take part and, if a level is given, have that level.
  fileprivate func pixels(ofLevel level: Int? = nil) -> [Bool] {
    labels.indices.map { i in
      mask.includes(i) && (level == nil || Int(labels[i]) == level)
    }
  }
}
