/// A picture as a file stores it, with every channel and every bit and without colour management.
///
/// Samples are interleaved and row-major, the top row first: channel `c` of the pixel in column `x`
/// and row `y` is `samples[(y * width + x) * model.channelCount + c]`, from 0 to `maximum`.
public struct Picture: Sendable, Equatable {
  /// The meaning of a pixel's channels, in their order.
  public enum ColorModel: Sendable, CaseIterable {
    /// A grey value.
    case gray
    /// A grey value and opacity.
    case grayAlpha
    /// Red, green and blue.
    case rgb
    /// Red, green, blue and opacity.
    case rgba

    /// The number of samples a pixel has, 1 to 4, opacity included.
    public var channelCount: Int { colorCount + (hasAlpha ? 1 : 0) }

    /// The number of samples a pixel has without its opacity, 1 or 3.
    public var colorCount: Int { self == .gray || self == .grayAlpha ? 1 : 3 }

    /// Whether the last channel is opacity, 0 for transparent.
    public var hasAlpha: Bool { self == .grayAlpha || self == .rgba }
  }

  /// The number of columns, at least 1.
  public let width: Int
  /// The number of rows, at least 1.
  public let height: Int
  /// The meaning of the channels.
  public let model: ColorModel
  /// The number of bits a sample was stored with, 1 to 16; in PNG files 1, 2, 4, 8 or 16.
  public let bitDepth: Int
  /// Interleaved row-major samples.
  public let samples: [UInt16]

  /// The largest sample the bit depth allows, `2^bitDepth - 1`.
  public var maximum: UInt16 { UInt16((1 << bitDepth) - 1) }

  /// Creates a picture from interleaved row-major samples.
  ///
  /// - Precondition: The size is positive, `bitDepth` is 1 to 16, and `samples` fills the picture with
  ///   numbers below `2^bitDepth`.
  public init(width: Int, height: Int, model: ColorModel, bitDepth: Int, samples: [UInt16]) {
    precondition(width > 0 && height > 0, "a picture of \(width) x \(height) has no pixels")
    precondition((1...16).contains(bitDepth), "a sample of \(bitDepth) bits is not 1 to 16 bits")
    precondition(
      samples.count == width * height * model.channelCount,
      "\(samples.count) samples do not fill \(width) x \(height) pixels of \(model)")
    precondition(
      bitDepth == 16 || samples.allSatisfy { $0 >> bitDepth == 0 },
      "a sample of up to \(samples.max() ?? 0) has more than \(bitDepth) bits")
    self.width = width
    self.height = height
    self.model = model
    self.bitDepth = bitDepth
    self.samples = samples
  }

  /// The size in pixels.
  public var size: Size { Size(width: width, height: height) }

  /// The picture in gray.
  ///
  /// A gray picture gives its samples. A colour picture gives `299 R + 587 G + 114 B`, neither divided nor
  /// rounded, so that quantising sees every difference. Opacity is left out.
  public var gray: Plane {
    guard model.colorCount == 3 else { return channel(0) }
    let step = model.channelCount
    let values = stride(from: 0, to: samples.count, by: step).map { i -> Int32 in
      let red = 299 * Int32(samples[i])
      let green = 587 * Int32(samples[i + 1])
      let blue = 114 * Int32(samples[i + 2])
      return red + green + blue
    }
    return Plane(width: width, height: height, samples: values)
  }

  /// The largest value that ``gray`` may have, that of white.
  public var whiteOfGray: Double { Double(maximum) * (model.colorCount == 3 ? 1000 : 1) }

  /// The channel of a number, counted from 0. Opacity is the last channel.
  ///
  /// - Precondition: The colour model has a channel of that number.
  public func channel(_ index: Int) -> Plane {
    let step = model.channelCount
    precondition((0..<step).contains(index), "channel \(index) of a picture that has \(step)")
    let places = stride(from: index, to: samples.count, by: step)
    let values =
      bitDepth <= 8
      ? Samples(bytes: places.map { UInt8(samples[$0]) })
      : Samples(places.map { Int32(samples[$0]) })
    return Plane(width: width, height: height, samples: values)
  }

  /// The colour channels: one plane for a gray picture, three for a colour picture.
  public var colors: [Plane] { (0..<model.colorCount).map(channel) }

  /// The pixels that are not fully transparent, or `nil` where the picture has no opacity channel.
  public var opacityMask: Mask? {
    guard model.hasAlpha else { return nil }
    let step = model.channelCount
    let flags = stride(from: step - 1, to: samples.count, by: step).map { samples[$0] > 0 }
    return Mask(width: width, height: height, isIncluded: flags)
  }
}
