import CMIF
import Testing

/// Mistakes of the program trap; numbers from data do not.
@Suite struct MistakeTests {
  private static let plane = Plane(width: 3, height: 2, samples: [1, 2, 3, 4, 5, 6])
  private static let mask = Mask(
    width: 3, height: 3, isIncluded: [Bool](repeating: true, count: 9))

  @Test func `a mask of another size than its plane traps`() async {
    await #expect(processExitsWith: .failure) {
      _ = AlignmentImage(MistakeTests.plane, mask: MistakeTests.mask)
    }
    await #expect(processExitsWith: .failure) {
      _ = Labeling().labels(of: [MistakeTests.plane], mask: MistakeTests.mask)
    }
    await #expect(processExitsWith: .failure) {
      _ = Quantizer.quantile.labels(of: MistakeTests.plane, bins: 2, mask: MistakeTests.mask)
    }
  }

  @Test func `sources of different numbers of features trap`() async {
    await #expect(processExitsWith: .failure) {
      _ = LabelImagePair(
        reference: AlignmentImage(MistakeTests.plane, labeling: Labeling(features: [.intensity])),
        template: AlignmentImage(MistakeTests.plane))
    }
  }

  @Test func `labels alone are not aligned by turns`() async {
    await #expect(processExitsWith: .failure) {
      let source = AlignmentImage(MistakeTests.plane)
      var options = AlignmentOptions()
      options.poses = PoseRange(rotation: -1...1)
      _ = try? await Aligner(options: options).align(
        LabelImagePair(reference: source, template: source))
    }
  }

  @Test func `a sample of more bits than its picture's traps`() async {
    await #expect(processExitsWith: .failure) {
      _ = Picture(width: 1, height: 1, model: .gray, bitDepth: 8, samples: [256])
    }
  }

  @Test func `no threads and no memory trap`() async {
    await #expect(processExitsWith: .failure) { _ = Resources(threads: 0) }
    await #expect(processExitsWith: .failure) { _ = Resources(threads: -1) }
    await #expect(processExitsWith: .failure) { _ = Resources(memory: 0) }
  }

  @Test func `offsets as far away as numbers go count nothing`() {
    let image = Quantizer.uniform.labels(of: Self.plane, bins: 2)
    for end in [Int.min, Int.min + 2, Int.max - 1, Int.max] {
      for offset in [Offset(x: end, y: 0), Offset(x: 0, y: end), Offset(x: end, y: end)] {
        #expect(JointHistogram(reference: image, template: image, offset: offset).total == 0)
      }
    }
  }

  @Test(arguments: Quantizer.allCases)
  func `samples as far apart as numbers go are labelled`(quantizer: Quantizer) {
    let extremes = Plane(width: 4, height: 1, samples: [.min, -1, 0, .max])
    let labels = quantizer.labels(of: extremes, bins: 2).labels
    #expect(labels.first == 0 && labels.last == 1)
    let features = Labeling().features
    #expect(Labeling().labels(of: [extremes]).count == features.count)
  }

  @Test func `a picture is compared as gray, without its transparent pixels`() {
    let picture = Picture(
      width: 2, height: 1, model: .rgba, bitDepth: 8, samples: [1, 2, 3, 0, 4, 5, 6, 9])
    for feature in Feature.allCases {
      let source = AlignmentImage(picture, labeling: Labeling(features: [feature]))
      #expect(source.planes == [picture.gray])
      #expect(source.colors == (feature == .color ? picture.colors : nil))
      #expect(source.mask?.isIncluded == [false, true])
    }
  }
}
