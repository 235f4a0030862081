/// The information of a template under warps, from a grid of its pixels.
struct WarpedInformation: Sendable {
  private let pair: LabelImagePair
  /// What lays warped pixels on the reference, but for an offset.
  private let pose: Pose
  /// The distance of the template's rows and columns that are looked at.
  private let step: Int

  /// Takes about so many of the template's pixels, or all where there are no more.
  init(_ pair: LabelImagePair, pose: Pose, pixels: Int) {
    (self.pair, self.pose) = (pair, pose)
    let share = Double(pair.templateSize.area) / Double(pixels)
    step = max(1, Int(share.squareRoot().rounded()))
  }

  /// A template pixel, and the reference pixel nearest to where a warp and the pose put it.
  struct Place {
    var template: Int
    var x: Int
    var y: Int
  }

  /// Where a warp and the pose put the template's pixels that take part, moved by no offset.
  ///
  /// An offset moves all of them by whole pixels: one list serves every offset.
  func places(_ warp: Warp) -> [Place] {
    let template = pair.template[0]
    let (width, height) = (template.width, template.height)
    var places: [Place] = []
    places.reserveCapacity((width / step + 1) * (height / step + 1))
    for (number, y) in stride(from: step / 2, to: height, by: step).enumerated() {
      let v = (2 * Double(y) + 1) / Double(height) - 1
      let row = warp.row(v)
      // Every other row is moved by half a step, so that a regular texture is not met at one phase alone.
      for x in stride(from: number % 2 * step / 2, to: width, by: step) {
        guard template.mask.includes(y * width + x) else { continue }
        let u = (2 * Double(x) + 1) / Double(width) - 1
        let place = pose.apply(
          x: Double(x) + row.x + row.xu * u, y: Double(y) + row.y + row.yu * u + row.yuu * u * u)
        places.append(
          Place(template: y * width + x, x: Self.nearest(place.x), y: Self.nearest(place.y)))
      }
    }
    return places
  }

  /// The nearest whole number; halves upwards, whatever the sign. A warp stays far within the bias.
  private static func nearest(_ coordinate: Double) -> Int {
    let bias = 1 << 32
    return Int(coordinate + (Double(bias) + 0.5)) - bias
  }

  /// The information in nats of pixels moved by an offset, averaged over the channels; 0 without overlap.
  func information(_ places: [Place], at offset: Offset) -> Double {
    let met = met(places, at: offset)
    let sum = zip(pair.reference, pair.template).reduce(0.0) { sum, channel in
      sum + JointHistogram(reference: channel.0, template: channel.1, at: met).information()
    }
    return sum / Double(pair.reference.count)
  }

  /// The pixels of both that meet, where the reference takes part.
  private func met(_ places: [Place], at offset: Offset) -> [JointHistogram.Place] {
    let reference = pair.reference[0]
    var met: [JointHistogram.Place] = []
    met.reserveCapacity(places.count)
    for place in places {
      let (x, y) = (place.x + offset.x, place.y + offset.y)
      guard x >= 0, y >= 0, x < reference.width, y < reference.height else { continue }
      let index = y * reference.width + x
      guard reference.mask.includes(index) else { continue }
      met.append((reference: index, template: place.template))
    }
    return met
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
