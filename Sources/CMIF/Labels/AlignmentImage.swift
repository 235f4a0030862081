internal import Synchronization

/// A picture as it goes into an alignment: its planes, the pixels that take part, and how they become
/// labels.
///
/// A search over poses looks at the picture at several resolutions, so it needs the planes; the labels of
/// each resolution are made once and kept, for other templates or references to meet.
public struct AlignmentImage: Sendable {
  /// The planes that are compared, all of one size.
  public let planes: [Plane]
  /// The colours that are clustered together where colour is looked at; the planes if `nil`.
  public let colors: [Plane]?
  /// The pixels that take part, or `nil` when all of them do.
  public let mask: Mask?
  /// How planes become label images.
  public let labeling: Labeling
  private let known = KnownLabels()

  /// A picture's gray, with its colours for a labeling that looks at colour; pixels that are wholly
  /// transparent take no part.
  public init(_ picture: Picture, labeling: Labeling = Labeling()) {
    self.init(
      planes: [picture.gray],
      colors: labeling.features.contains(.color) ? picture.colors : nil,
      mask: picture.opacityMask, labeling: labeling)
  }

  /// A single plane.
  ///
  /// - Precondition: the mask has the plane's size.
  public init(_ plane: Plane, mask: Mask? = nil, labeling: Labeling = Labeling()) {
    self.init(planes: [plane], mask: mask, labeling: labeling)
  }

  /// Gathers what an alignment needs of a picture.
  ///
  /// - Parameters:
  ///   - planes: What is compared; several are seen as repeated views of the same thing.
  ///   - colors: The colours to cluster together where the labeling looks at colour; the planes if
  ///     `nil`.
  ///   - mask: The pixels that take part; all of them if `nil`.
  ///   - labeling: How planes become label images.
  /// - Precondition: there is at least one plane, and all planes and the mask have one size.
  public init(
    planes: [Plane], colors: [Plane]? = nil, mask: Mask? = nil, labeling: Labeling = Labeling()
  ) {
    precondition(!planes.isEmpty && colors?.isEmpty != true, "a picture without planes")
    for plane in planes + (colors ?? []) {
      precondition(
        plane.width == planes[0].width && plane.height == planes[0].height,
        "planes of \(plane.width) x \(plane.height) and \(planes[0].width) x \(planes[0].height)")
    }
    mask?.checkFits(planes[0])
    self.planes = planes
    self.colors = colors
    self.mask = mask
    self.labeling = labeling
  }

  /// The size in pixels.
  public var size: Size { Size(width: planes[0].width, height: planes[0].height) }

  /// The label images at a lower resolution: all planes of the first feature, then of the next.
  func labels(reducedBy factor: Int) -> [LabelImage] {
    known.labels(of: factor) {
      let reduced = reduced(by: factor)
      return labeling.labels(of: reduced.planes, colors: reduced.colors, mask: reduced.mask)
    }
  }

  /// The picture at a lower resolution: sums over blocks of `factor x factor` pixels.
  ///
  /// Rows and columns that fill no block are left out. A block takes part when at least half of its
  /// pixels do; its sum is that of those, scaled up to the whole block.
  func reduced(by factor: Int) -> AlignmentImage {
    precondition(
      factor >= 1 && factor <= min(size.width, size.height, 5),
      "a picture of \(size.width) x \(size.height) cannot be reduced by \(factor)")
    guard factor > 1 else { return self }
    let sums = ([nil] + planes + (colors ?? [])).map { blockSums($0, factor: factor) }
    let counts = sums[0]
    let area = factor * factor
    let (width, height) = (size.width / factor, size.height / factor)
    let reduced = sums.dropFirst().map { sums in
      Plane(
        width: width, height: height,
        samples: zip(sums, counts).map { Int32(clamping: $0 * area / max($1, 1)) })
    }
    let mask = mask.map { _ in
      Mask(width: width, height: height, isIncluded: counts.map { 2 * $0 >= area })
    }
    return AlignmentImage(
      planes: Array(reduced.prefix(planes.count)),
      colors: colors.map { _ in Array(reduced.dropFirst(planes.count)) }, mask: mask,
      labeling: labeling)
  }

  /// The sums of a plane's samples over blocks of `factor x factor` pixels, or without a plane the
  /// numbers of pixels, of those that take part.
  private func blockSums(_ plane: Plane?, factor: Int) -> [Int] {
    let (width, height) = (size.width / factor, size.height / factor)
    var sums = [Int](repeating: 0, count: width * height)
    for y in 0..<height * factor {
      for x in 0..<width * factor {
        let source = y * size.width + x
        guard mask?.isIncluded[source] ?? true else { continue }
        sums[y / factor * width + x / factor] += plane.map { Int($0.samples[source]) } ?? 1
      }
    }
    return sums
  }
}

/// The labels made so far, by resolution. Each resolution is made once: threads that ask for it at the
/// same time wait for the one that makes it.
private final class KnownLabels: Sendable {
  private final class Resolution: Sendable {
    let labels = Mutex<[LabelImage]?>(nil)
  }

  private let resolutions = Mutex<[Int: Resolution]>([:])

  func labels(of factor: Int, _ make: () -> [LabelImage]) -> [LabelImage] {
    let resolution = resolutions.withLock { resolutions in
      let resolution = resolutions[factor] ?? Resolution()
      resolutions[factor] = resolution
      return resolution
    }
    return resolution.labels.withLock { labels in
      let made = labels ?? make()
      labels = made
      return made
    }
  }
}

extension LabelImagePair {
  /// Pairs the labels of two sources, which are made now unless they were made before.
  ///
  /// - Precondition: both look at the same number of features, and have the same number of planes or one
  ///   of them a single one.
  public init(reference: AlignmentImage, template: AlignmentImage) {
    self.init(reference: reference, template: template, reducedBy: 1)
  }

  /// Pairs the labels of two sources at a lower resolution.
  init(reference: AlignmentImage, template: AlignmentImage, reducedBy factor: Int) {
    let (features, others) = (reference.labeling.features, template.labeling.features)
    precondition(
      features.count == others.count,
      "\(features.count) features of the reference do not pair with \(others.count) of the template"
    )
    self.init(
      reference: reference.labels(reducedBy: factor), template: template.labels(reducedBy: factor),
      featureCount: features.count)
  }
}
