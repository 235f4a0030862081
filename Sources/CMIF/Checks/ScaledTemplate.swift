extension CheckedSearch {
  /// The grid on which the frames of pictures of one shape coincide at the best place, where the template is scaled there;
  /// `nil` elsewhere.
  ///
  /// Pictures of one screen in two sizes, or of two cameras behind one mask, share its marks at the ratio of their sizes.
  func frameGrid(_ plain: Step) -> CommonGrid? {
    let (best, pair) = (plain.result.best, plain.pair)
    guard best.confidence > Confidence.unproven, options.poses.scale != 1...1,
      !coincide(frames(pair), at: best.pose),
      let ratio = pair.ratioOfSizes(near: best.pose.scale),
      let grid = try? pair.grid(scale: ratio),
      coincide(frames(grid), at: grid.poseOfCopies(best.pose))
    else { return nil }
    return grid
  }

  /// The checks of an answer with both images on a grid, so that frames coincide without a change of scale.
  func checked(_ plain: Step, on grid: CommonGrid) async throws -> AlignmentResult {
    var search = self
    search.options = options.on(grid)
    let copies = plain.result.with(plain.result.answers.map { $0.moved(to: grid) })
    return try await search.checkedByFrames((copies, plain.pair.on(grid)))
      .moved(from: grid, template: plain.pair.template.size)
  }

  /// The frames of two images on a grid.
  private func frames(_ grid: CommonGrid) -> Frames {
    Frames(
      reference: grid.referenceSize, template: grid.templateSize,
      isShifted: options.on(grid).poses.isTranslation)
  }

  /// Whether frames coincide at a pose, as it is or after a turn by quarters.
  private func coincide(_ frames: Frames, at pose: Pose) -> Bool {
    frames.offset(near: pose) != nil || frames.turn(at: pose) != nil
  }
}

extension SearchedPair {
  /// How many times as long as the template's sides the reference's are, where it is about an answer's scale; `nil` for
  /// pictures of one size or of other shapes.
  ///
  /// Where the sizes were rounded, it is the nearest whole number, or one in so many, if the sizes allow it, else the scale
  /// itself.
  fileprivate func ratioOfSizes(near scale: Double) -> Double? {
    let (reference, template) = (reference.size, template.size)
    guard reference != template else { return nil }
    func ratios(_ one: Int, _ other: Int) -> ClosedRange<Double> {
      Double(one - 1) / Double(other)...Double(one + 1) / Double(other)
    }
    let (columns, rows) = (
      ratios(reference.width, template.width), ratios(reference.height, template.height)
    )
    guard columns.overlaps(rows) else { return nil }
    if reference.width * template.height == reference.height * template.width {
      return Double(reference.width) / Double(template.width)
    }
    let whole = scale < 1 ? 1 / (1 / scale).rounded() : scale.rounded()
    return columns.contains(whole) && rows.contains(whole) ? whole : scale
  }
}
