/// The information of a template under warps, from a grid of its pixels.
struct WarpedInformation: Sendable {
  private let pair: LabelImagePair
  /// The distance of the template's rows and columns that are looked at.
  private let step: Int

  /// Takes about so many of the template's pixels, or all where there are no more.
  init(_ pair: LabelImagePair, pixels: Int) {
    self.pair = pair
    let share = Double(pair.templateSize.area) / Double(pixels)
    step = max(1, Int(share.squareRoot().rounded()))
  }

  /// The information in nats, averaged over the channels; 0 without overlap.
  ///
  /// Each template pixel meets the reference pixel nearest to where the warp puts it, moved by an offset.
  func information(_ warp: Warp, at offset: Offset) -> Double {
    let places = places(warp, at: offset)
    let sum = zip(pair.reference, pair.template).reduce(0.0) { sum, channel in
      sum + JointHistogram(reference: channel.0, template: channel.1, at: places).information()
    }
    return sum / Double(pair.reference.count)
  }

  /// The pixels of both that meet, where both take part.
  private func places(_ warp: Warp, at offset: Offset) -> [JointHistogram.Place] {
    let (reference, template) = (pair.reference[0], pair.template[0])
    let (width, height) = (template.width, template.height)
    var places: [JointHistogram.Place] = []
    places.reserveCapacity((width / step + 1) * (height / step + 1))
    for (number, y) in stride(from: step / 2, to: height, by: step).enumerated() {
      let v = (2 * Double(y) + 1) / Double(height) - 1
      let row = warp.row(v)
      // Every other row is moved by half a step, so that a regular texture is not met at one phase alone.
      for x in stride(from: number % 2 * step / 2, to: width, by: step) {
        let u = (2 * Double(x) + 1) / Double(width) - 1
        let column = (Double(x + offset.x) + row.x + row.xu * u).rounded()
        let line = (Double(y + offset.y) + row.y + row.yu * u + row.yuu * u * u).rounded()
        guard column >= 0, line >= 0, column < Double(reference.width),
          line < Double(reference.height)
        else { continue }
        let place = (reference: Int(line) * reference.width + Int(column), template: y * width + x)
        guard reference.mask?.isIncluded[place.reference] ?? true,
          template.mask?.isIncluded[place.template] ?? true
        else { continue }
        places.append(place)
      }
    }
    return places
  }
}

extension JointHistogram {
  /// The indices of two pixels that meet.
  fileprivate typealias Place = (reference: Int, template: Int)

  /// Counts the pairs of levels at given places.
  fileprivate init(reference: LabelImage, template: LabelImage, at places: [Place]) {
    let columns = template.levelCount
    var counts = [Int](repeating: 0, count: reference.levelCount * columns)
    for place in places {
      let (a, b) = (reference.labels[place.reference], template.labels[place.template])
      counts[Int(a) * columns + Int(b)] += 1
    }
    self.init(referenceLevels: reference.levelCount, templateLevels: columns, counts: counts)
  }
}
