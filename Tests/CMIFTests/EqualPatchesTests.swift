import TestSupport
import Testing

@testable import CMIF

@Suite struct EqualPatchesTests {
  private static let size = Size(width: 120, height: 100)
  private static let letters = PixelRect(x: 20, y: 60, size: Size(width: 40, height: 24))

  /// A scene, with letters over it if asked for.
  private func plane(_ values: [Double], _ size: Size, letters: PixelRect? = nil) -> Plane {
    TwinScene.plane(
      values.indices.map { index in
        let (y, x) = index.quotientAndRemainder(dividingBy: size.width)
        guard let letters, letters.contains(x: x, y: y) else { return values[index] }
        let (u, v) = ((x - letters.x) / 2, (y - letters.y) / 2)
        return (u * 7 + v * 13 + u * v) % 5 < 2 ? 255 : 0
      }, size)
  }

  @Test(arguments: 1...5)
  func `letters that are the same in both pictures are left out, and the scene is kept`(seed: Int)
    throws
  {
    let (size, letters) = (Self.size, Self.letters)
    let large = Size(width: 200, height: 180)
    let offset = Offset(x: large.width - size.width, y: 0)
    let onLarge = PixelRect(x: letters.x + offset.x, y: letters.y, size: letters.size)
    let scene = try #require(
      EqualPatches(
        reference: AlignmentImage(
          plane(TwinScene(seed: seed).first(large, at: .identity), large, letters: onLarge)),
        template: AlignmentImage(
          plane(TwinScene(seed: seed + 100).second(size, at: .identity), size, letters: letters))
      ).scene(at: offset))
    var kept = (letters: 0, scene: 0, all: 0)
    for y in 0..<size.height {
      for x in 0..<size.width {
        let isKept = scene.isIncluded[y * size.width + x]
        let isFar = x < letters.x - 12 || x >= letters.x + letters.size.width + 12
        if isFar { kept.all += 1 }
        if isFar, isKept { kept.scene += 1 }
        if isKept, letters.contains(x: x, y: y) { kept.letters += 1 }
      }
    }
    #expect(kept.letters == 0)
    #expect(10 * kept.scene >= 9 * kept.all, "\(kept)")
  }

  @Test func `letters are the same whatever the depth and the colours of both pictures`() throws {
    let (size, letters) = (Self.size, Self.letters)
    let planes = (
      plane(TwinScene(seed: 4).first(size, at: .identity), size, letters: letters),
      plane(TwinScene(seed: 104).second(size, at: .identity), size, letters: letters)
    )
    func picture(_ plane: Plane, _ model: Picture.ColorModel, bits: Int) -> AlignmentImage {
      let samples = plane.samples.flatMap { sample in
        [UInt16](repeating: UInt16(sample) * (bits == 16 ? 257 : 1), count: model.channelCount)
      }
      return AlignmentImage(
        Picture(
          width: size.width, height: size.height, model: model, bitDepth: bits, samples: samples))
    }
    func scene(_ reference: AlignmentImage, _ template: AlignmentImage) -> Mask? {
      EqualPatches(reference: reference, template: template).scene(at: Offset(x: 0, y: 0))
    }
    let plain = try #require(
      scene(picture(planes.0, .gray, bits: 8), picture(planes.1, .gray, bits: 8)))
    for (model, bits) in [(Picture.ColorModel.rgb, 8), (.gray, 16), (.rgb, 16)] {
      let (one, other) = (
        picture(planes.0, model, bits: bits), picture(planes.1, model, bits: bits)
      )
      #expect(scene(one, picture(planes.1, .gray, bits: 8)) == plain, "\(model), \(bits) bits")
      #expect(scene(picture(planes.0, .gray, bits: 8), other) == plain, "\(model), \(bits) bits")
      #expect(scene(one, other) == plain, "\(model), \(bits) bits")
    }
  }

  @Test(arguments: [(Picture.ColorModel.gray, 8), (.rgb, 8), (.rgb, 16)])
  func `white stays white at lower resolutions, on a grid and in parts`(
    model: Picture.ColorModel, bits: Int
  ) throws {
    let size = Size(width: 120, height: 96)
    // One row is black, as smoothing and flattening stretch the range.
    let samples = (0..<size.area * model.channelCount).map { index in
      index / model.channelCount < size.width ? 0 : UInt16((1 << bits) - 1)
    }
    let white = AlignmentImage(
      Picture(
        width: size.width, height: size.height, model: model, bitDepth: bits, samples: samples))
    let grid = try CommonGrid(reference: white, template: white, scale: 1.5)
    let part = Mask(size) { x, _ in x > 3 }
    let images = [
      white, white.reduced(by: 8), white.masked(by: part).reduced(by: 8),
      grid.onGrid(reference: white), grid.onGrid(template: white), white.flipped(.leftToRight),
      white.turned(.once),
      white.cropped(to: PixelRect(x: 3, y: 2, size: Size(width: 80, height: 70))),
      white.smoothed(radius: 2, from: part),
    ]
    for (number, image) in images.enumerated() {
      let middle = image.size.height / 2 * image.size.width + image.size.width / 2
      let share = Double(image.planes[0].samples[middle]) / image.white
      #expect(abs(share - 1) < 1e-3, "image \(number)")
    }
    let flattened = white.flattened
    #expect(flattened.white == white.reduced(by: 2).flattened.white)
  }

  @Test func `a picture of one bit has no patches with a grey one of the same scene`() {
    let size = Self.size
    let grey = plane(TwinScene(seed: 5).first(size, at: .identity), size)
    func image(_ samples: [UInt16], bits: Int) -> AlignmentImage {
      AlignmentImage(
        Picture(
          width: size.width, height: size.height, model: .gray, bitDepth: bits, samples: samples))
    }
    let patches = EqualPatches(
      reference: image(grey.samples.map { UInt16($0) }, bits: 8),
      template: image(grey.samples.map { $0 > 127 ? 1 : 0 }, bits: 1))
    #expect(patches.scene(at: Offset(x: 0, y: 0)) == nil)
  }

  @Test func `pictures of one scene and one instrument have no patches`() {
    let scene = TwinScene(seed: 3).first(Self.size, at: .identity)
    var generator = SeededGenerator(seed: 9)
    let noisy = scene.map { $0 + Double.random(in: -4...4, using: &generator) }
    for other in [scene, noisy] {
      let patches = EqualPatches(
        reference: AlignmentImage(plane(scene, Self.size)),
        template: AlignmentImage(plane(other, Self.size)))
      #expect(patches.scene(at: Offset(x: 0, y: 0)) == nil)
    }
  }

  @Test func `pictures of two scenes, and flat ones, have no patches`() {
    let flat = Plane(
      width: 120, height: 100, samples: [Int32](repeating: 9, count: Self.size.area))
    let planes = [flat, plane(TwinScene(seed: 1).first(Self.size, at: .identity), Self.size)]
    let other = plane(TwinScene(seed: 2).second(Self.size, at: .identity), Self.size)
    for reference in planes {
      for template in [flat, other] {
        let patches = EqualPatches(
          reference: AlignmentImage(reference), template: AlignmentImage(template))
        #expect(patches.scene(at: Offset(x: 0, y: 0)) == nil)
      }
    }
  }

  @Test(arguments: 1...3)
  func `lines of both frames are patches, though some places around show them, too`(seed: Int) {
    func lined(_ values: [Double]) -> AlignmentImage {
      let lines = values.indices.map { index in
        let (y, x) = index.quotientAndRemainder(dividingBy: Self.size.width)
        return x < Self.size.width / 2 && y % 5 == 0 ? 0 : values[index]
      }
      return AlignmentImage(plane(lines, Self.size))
    }
    let scenes = scenes(seed)
    let patches = EqualPatches(reference: lined(scenes.first), template: lined(scenes.second))
    #expect(patches.scene(at: Offset(x: 0, y: 0)) != nil, "seed \(seed)")
  }

  @Test(arguments: 1...3)
  func `two drawings of few grey values have no patches, though many pixels are equal by chance`(
    seed: Int
  ) {
    /// Squares of 5 x 5 pixels, one in three of them light.
    func drawing(_ seed: Int) -> AlignmentImage {
      var generator = SeededGenerator(seed: seed)
      let columns = Self.size.width / 5
      let isLight = (0..<columns * Self.size.height / 5).map { _ in
        Int.random(in: 0..<3, using: &generator) == 0
      }
      let values = (0..<Self.size.area).map { index in
        let (y, x) = index.quotientAndRemainder(dividingBy: Self.size.width)
        return isLight[y / 5 * columns + x / 5] ? 200.0 : 50
      }
      return AlignmentImage(plane(values, Self.size))
    }
    let patches = EqualPatches(reference: drawing(seed), template: drawing(seed + 100))
    #expect(patches.scene(at: Offset(x: 2, y: 1)) == nil, "seed \(seed)")
  }

  /// Two scenes that have nothing in common.
  private func scenes(_ seed: Int) -> (first: [Double], second: [Double]) {
    (
      TwinScene(seed: seed).first(Self.size, at: .identity),
      TwinScene(seed: seed + 100).second(Self.size, at: .identity)
    )
  }

  @Test func `pixels that a mask leaves out are no patches`() throws {
    let (size, letters) = (Self.size, Self.letters)
    let scenes = scenes(1)
    let planes = [scenes.first, scenes.second].map { plane($0, size, letters: letters) }
    let scene = Mask(size) { x, y in
      !(letters.x - 2..<letters.x + letters.size.width + 2).contains(x)
        || !(letters.y - 2..<letters.y + letters.size.height + 2).contains(y)
    }
    for (one, other) in [(scene, nil), (nil, scene)] as [(Mask?, Mask?)] {
      let patches = EqualPatches(
        reference: AlignmentImage(planes[0], mask: one),
        template: AlignmentImage(planes[1], mask: other))
      #expect(patches.scene(at: Offset(x: 0, y: 0)) == nil)
    }
  }
}
