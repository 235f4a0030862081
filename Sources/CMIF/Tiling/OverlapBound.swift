/// What bounds the largest overlap of two images with masks, before a map of all offsets.
struct OverlapBound {
  private let reference: PixelRuns
  private let template: PixelRuns
  /// The overlap at one offset, a large one: where the middles of the pixels that take part lie on each other, or where
  /// steps lead from there that enlarge it.
  let reached: Int
  /// A rectangle that holds all offsets at which more pixels may overlap; `nil` where none does.
  let beyond: OffsetRect?

  /// The runs that are looked at while a map takes a pixel of the reference.
  private static let runsPerPixel = 6

  init(_ reference: PixelRuns, _ template: PixelRuns) {
    self.reference = reference
    self.template = template
    guard let part = reference.bounds, let other = template.bounds else {
      (reached, beyond) = (0, nil)
      return
    }
    let reached = Self.climb(
      from: Offset(
        x: part.x - other.x + (part.size.width - other.size.width) / 2,
        y: part.y - other.y + (part.size.height - other.size.height) / 2)
    ) { reference.overlap(with: template, at: $0) }
    self.reached = reached
    beyond =
      reached < min(reference.count, template.count)
      ? Overlap.domain(of: template, on: part, least: reached + 1) : nil
  }

  /// The largest overlap, counted at offset after offset; `nil` where a map of them takes less, as there are many.
  var counted: Int? {
    guard let beyond else { return reached }
    let runs = reference.runCount + template.runCount
    guard beyond.count * runs <= Self.runsPerPixel * reference.area else { return nil }
    return beyond.offsets.reduce(reached) { max($0, reference.overlap(with: template, at: $1)) }
  }

  /// The highest value on the way of ever higher ones, in steps along the axes that become shorter.
  private static func climb(from start: Offset, _ value: (Offset) -> Int) -> Int {
    var (offset, highest, step) = (start, value(start), 16)
    while step > 0 {
      let next = [(step, 0), (-step, 0), (0, step), (0, -step)].map { x, y in
        Offset(x: offset.x + x, y: offset.y + y)
      }
      let best = next.map { (offset: $0, value: value($0)) }.max { $0.value < $1.value }
      if let best, best.value > highest {
        (offset, highest) = best
      } else {
        step /= 2
      }
    }
    return highest
  }
}
