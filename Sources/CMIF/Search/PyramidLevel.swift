/// Reference and template at one resolution of a search over poses.
struct PyramidLevel: Sendable {
  /// The side, in pixels of the originals, of the square that is one pixel of this level.
  let factor: Int
  /// The labels at this resolution.
  let pair: LabelImagePair
  /// The reference's pixels that take part.
  private let referenceRuns: PixelRuns
  /// The size of the template before the reduction.
  let originalTemplateSize: Size
  /// The middle of the scales that are searched.
  private let scale: Double
  /// Whether the template is shifted alone, so that it needs no canvas to be turned on.
  private let isTranslation: Bool
  /// The time that making the labels took.
  let quantizing: Duration

  /// Makes the labels of a resolution, unless they are known.
  init(_ images: SearchedPair, reducedBy factor: Int, options: AlignmentOptions) async throws {
    self.factor = factor
    originalTemplateSize = images.template.size
    scale = options.poses.middleScale
    isTranslation = options.poses.isTranslation
    let clock = ContinuousClock()
    let start = clock.now
    pair = try await images.labels(reducedBy: factor, threads: options.resources.threads)
    referenceRuns = PixelRuns(pair.reference[0])
    quantizing = clock.now - start
  }
}

/// Steps of turn and scale.
extension PyramidLevel {
  /// The distance from the template's middle to its corners, in pixels of this level: of the reference where
  /// the middle scale enlarges the template, of the template elsewhere, which then shows the finer detail.
  var halfDiagonal: Double { max(1, pair.templateSize.halfDiagonal * max(1, scale)) }

  /// The turn in degrees that moves the template's corners by so many pixels of this level.
  func angle(cornerShift pixels: Double) -> Double { pixels / halfDiagonal * 180 / .pi }

  /// The ratio of scales that moves the template's corners by so many pixels of this level.
  func ratio(cornerShift pixels: Double) -> Double { exponential(pixels / halfDiagonal) }
}

/// Poses at this resolution and at the original one.
extension PyramidLevel {
  /// The offset, to the nearest pixel, of a canvas whose middle is the template's in a pose between the
  /// originals. Halves of pixels are rounded to the same side, however large the canvas is.
  func offset(of canvas: Size, at pose: Pose) -> Offset {
    let center = pose.reduced(by: factor).center(of: pair.templateSize)
    return Offset(
      x: Int((center.x - Double(canvas.width - 1) / 2 + 0.5).rounded(.down)),
      y: Int((center.y - Double(canvas.height - 1) / 2 + 0.5).rounded(.down)))
  }

  /// The pose between the originals of a template whose canvas lies at a peak's offset, or at the peak's top
  /// between offsets.
  func pose(_ peak: Peak, angle: Double, scale: Double, canvas: Size, isSubpixel: Bool) -> Pose {
    let shift = isSubpixel ? peak.refinement : (0, 0)
    let (x, y) = (Double(peak.offset.x) + shift.0, Double(peak.offset.y) + shift.1)
    let center = Point(
      x: x + Double(canvas.width - 1) / 2, y: y + Double(canvas.height - 1) / 2)
    return Pose(center: center, of: pair.templateSize, angle: angle, scale: scale)
      .enlarged(by: factor)
  }

  /// The candidate whose canvas lies at a peak's offset.
  func candidate(
    _ peak: Peak, angle: Double, scale: Double, canvas: Size, isOutsideWindow: Bool
  ) -> PoseCandidate {
    PoseCandidate(
      pose: pose(peak, angle: angle, scale: scale, canvas: canvas, isSubpixel: false),
      angle: angle, scale: scale, peak: peak, isOutsideWindow: isOutsideWindow)
  }

  /// The canvas offsets that are open to a candidate: those in the window for an answer, `nil` for all.
  func window(of candidate: PoseCandidate, canvas: Size, options: AlignmentOptions) -> OffsetRect? {
    candidate.isOutsideWindow ? nil : options.window?.offsets(of: canvas, reducedBy: factor)
  }
}

/// Looking at single poses pixel by pixel.
extension PyramidLevel {
  /// A canvas that holds the template at every turn and scale of a range.
  func canvas(for range: PoseRange) -> Size {
    canvas(turns: range.rotation, scale: range.scale.upperBound)
  }

  /// A canvas that holds the template at a turn and a scale.
  func canvas(angle: Double, scale: Double) -> Size {
    canvas(turns: angle...angle, scale: scale)
  }

  private func canvas(turns: ClosedRange<Double>, scale: Double) -> Size {
    isTranslation
      ? pair.templateSize
      : LabelResampling.canvas(for: pair.templateSize, turns: turns, scale: scale)
  }

  /// A canvas that holds the template at each of some poses.
  func canvas(for poses: [Pose]) -> Size {
    let canvases = poses.map { canvas(angle: $0.angle, scale: $0.scale) }
    return Size(
      width: canvases.map(\.width).max() ?? 1, height: canvases.map(\.height).max() ?? 1)
  }

  /// A table for as many pixels as can overlap where the template lies on a canvas.
  func table(for canvas: Size) -> LogTable {
    LogTable(maximum: pair.referenceSize.largestOverlap(with: canvas))
  }

  /// Counts single offsets of the template, turned and scaled on a canvas.
  ///
  /// - Parameter table: A table for at least as many pixels as can overlap.
  func counter(angle: Double, scale: Double, canvas: Size, table: LogTable) -> PixelCounter {
    PixelCounter(
      turned(angle: angle, scale: scale, canvas: canvas), referenceRuns: referenceRuns, table: table
    )
  }

  /// The pair with the template turned and scaled on a canvas.
  func turned(angle: Double, scale: Double, canvas: Size) -> LabelImagePair {
    guard !isTranslation else { return pair }
    let turned = LabelResampling(
      template: pair.templateSize, canvas: canvas, angle: angle, scale: scale
    ).labels(pair.template)
    return LabelImagePair(
      reference: pair.reference, template: turned, featureCount: pair.featureCount)
  }

  /// The number of poses that are looked at at the same time: as many turned templates as fit the memory, or as many
  /// counts where the template is shifted alone.
  ///
  /// - Throws: ``CMIFError/memoryLimit(neededBytes:allowedBytes:)`` when not even one does.
  func pixelWorkers(
    canvas: Size, table: LogTable, resources: Resources
  ) throws(CMIFError) -> Int {
    let channels = pair.template.count
    let turned =
      isTranslation ? 0 : LabelResampling.byteCount(canvas: canvas, channels: channels)
    let counting = PixelHistograms.byteCount(
      template: canvas, isMasked: pair.template[0].mask != nil, channels: channels,
      levels: (
        pair.reference.map(\.levelCount).max() ?? 1, pair.template.map(\.levelCount).max() ?? 1
      ))
    return try MemoryBudget(
      total: resources.memory,
      shared: LogTable.byteCount(maximum: table.maximum) + referenceRuns.byteCount
    ).workers(upTo: resources.threads, bytesEach: turned + counting)
  }
}
