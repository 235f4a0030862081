/// What a search in a window needs of a pair: the part of the reference around the window.
///
/// The part holds the template at its largest scale and any turn, at every place in the window and around it. Rivals
/// lie there: as far around as half the template's longer side, but at least 48 pixels. The peaks of a map are more
/// than 8 pixels apart and mostly 12 to 20 at the resolution that is compared, to which a large template is reduced to
/// some 128 pixels a side. So the narrowest surroundings, a ring of 48 pixels, hold dozens of separate places, of which
/// the best five are rivals.
///
/// The largest overlap is that of the whole reference. Where a mask leaves no room in the part for a whole template,
/// the overlap may be larger elsewhere, and the whole reference is searched.
struct WindowedPair: Sendable {
  private(set) var pair: SearchedPair
  /// The options with the window as it lies on the part.
  private(set) var options: AlignmentOptions
  /// Where the part begins on the reference.
  private var origin = Offset(x: 0, y: 0)

  /// The least width of the surroundings in pixels.
  private static let leastSurroundings = 48.0

  /// Prepares a search; without a window, of the pair as it is.
  ///
  /// - Throws: `CMIFError.noOverlap` where the template lies beside the reference at every place of the window;
  ///   `CancellationError` when the task is cancelled.
  init(_ pair: SearchedPair, options: AlignmentOptions) throws {
    self.pair = pair
    self.options = options
    guard var window = options.window else { return }
    let template = pair.template.size
    let canvas =
      options.poses.isTranslation
      ? template : LabelResampling.canvas(for: template, scale: options.poses.scale.upperBound)
    let domain = Overlap.domain(reference: pair.reference.size, template: canvas, least: 1)
    guard domain?.intersection(window.offsets(of: canvas)) != nil else { throw CMIFError.noOverlap }
    let longer = Double(max(template.width, template.height))
    window.surroundings = max(
      Self.leastSurroundings, longer * options.poses.scale.upperBound / 2)
    let part = window.part(
      of: pair.reference.size, canvas: canvas, inBlocksOf: Self.unit(pair, options))
    guard 4 * part.size.area <= 3 * pair.reference.size.area,
      try pair.reference.hasRoom(for: canvas, in: part)
    else { return }
    self.pair = pair.cropped(to: part)
    self.options.window = window.shifted(x: -Double(part.x), y: -Double(part.y))
    origin = Offset(x: part.x, y: part.y)
  }

  /// The coarsest reduction of a search, so that a part has the same pixels as the whole reference at all of them.
  private static func unit(_ pair: SearchedPair, _ options: AlignmentOptions) -> Int {
    max(4, SearchResolutions(pair, options: options).coarsest)
  }

  /// The result of a search in the part, with answers on the whole reference.
  func result(
    _ search: (SearchedPair, AlignmentOptions) async throws -> AlignmentResult
  ) async rethrows -> AlignmentResult {
    whole(try await search(pair, options))
  }

  /// A result on the part as one on the whole reference.
  func whole(_ result: AlignmentResult) -> AlignmentResult {
    result.with(result.answers.map { moved($0, by: origin) })
  }

  /// An answer on the whole reference as one on the part.
  func local(_ answer: AlignmentAnswer) -> AlignmentAnswer { moved(answer, by: origin.reversed) }

  private func moved(_ answer: AlignmentAnswer, by offset: Offset) -> AlignmentAnswer {
    guard offset != Offset(x: 0, y: 0) else { return answer }
    return answer.moved(
      to: answer.pose.shifted(x: Double(offset.x), y: Double(offset.y)),
      template: pair.template.size)
  }
}

extension SearchWindow {
  /// The part of a reference that a canvas covers at the places that are compared: whole blocks of pixels from its
  /// upper left corner on, and no narrower than the canvas where the reference is not.
  ///
  /// - Precondition: The canvas touches the reference at a place of the window, and the surroundings are finite.
  fileprivate func part(of reference: Size, canvas: Size, inBlocksOf unit: Int) -> PixelRect {
    func span(_ center: Double, _ reach: Double, canvas: Int, length: Int) -> Range<Int> {
      let half = reach + surroundings + Double(canvas) / 2 + 1
      let least = min(canvas, length)
      func inside(_ place: Double) -> Int { Int(min(max(place, 0), Double(length))) }
      let low = min(inside(center - half), length - least)
      let high = max(inside(center + half + 1), low + least)
      return low / unit * unit..<high
    }
    let columns = span(center.x, reachX, canvas: canvas.width, length: reference.width)
    let rows = span(center.y, reachY, canvas: canvas.height, length: reference.height)
    return PixelRect(columns: columns, rows: rows)
  }
}

extension AlignmentImage {
  /// Whether a rectangle as large as a canvas, as far as the part is, lies somewhere in a part without excluded pixels.
  fileprivate func hasRoom(for canvas: Size, in part: PixelRect) throws -> Bool {
    guard let mask = mask?.cropped(to: part) else { return true }
    let pixels = LabelImage(
      width: mask.width, height: mask.height, levelCount: 1,
      labels: [UInt8](repeating: 0, count: part.size.area), mask: mask)
    return try Overlap.largest(of: pixels, under: canvas) == part.size.largestOverlap(with: canvas)
  }
}
