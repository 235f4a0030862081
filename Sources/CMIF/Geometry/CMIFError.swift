/// Why the library cannot do what was asked: the reasons that lie in data or machine.
///
/// Mistakes of a program, such as samples that do not fill a plane, trap instead.
public enum CMIFError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The template is wider or higher than the reference, so it never lies wholly inside.
  case templateLargerThanReference(template: Size, reference: Size)
  /// No offset has the overlap asked for.
  case noOverlap
  /// The information is 0 at every offset: one of the images is constant where they overlap.
  case noInformation
  /// A side of the template, or of the square that it is turned in, is longer than half of the longest
  /// transform.
  case templateTooLong(limit: Int)
  /// More pixels can overlap than the counts have room for.
  case tooManyPixels(limit: Int)
  /// The work needs more memory than ``Resources/memory`` allows, however it is divided.
  case memoryLimit(neededBytes: Int, allowedBytes: Int)
  /// The pose has no inverse, or a number in it or in its inverse is not finite.
  case singularPose
  /// The pixel sizes of both images differ so much, or are so far from square, that one image has more pixels than
  /// allowed on the ``CommonGrid``, or that a ratio of sizes is no finite number above 0.
  case noCommonGrid(limit: Int)
  /// The rectangle that holds both pictures has more pixels than allowed.
  case canvasTooLarge(limit: Int)
  /// The system has no memory left.
  case outOfMemory(bytes: Int)

  /// Whether a search ended without a place, so that another one of the same pictures may still find one.
  var isNothingFound: Bool { self == .noOverlap || self == .noInformation }

  /// The cause as a part of a sentence, without a full stop.
  public var description: String {
    switch self {
    case .templateLargerThanReference(let template, let reference):
      "the template (\(template.width) x \(template.height)) does not fit inside the reference "
        + "(\(reference.width) x \(reference.height)), so no offset is valid"
    case .noOverlap:
      "no offset has the overlap asked for"
    case .noInformation:
      "the images share no information: one of them is constant wherever they overlap"
    case .templateTooLong(let limit):
      "a side of the template, or of the canvas it is turned on, is longer than some \(limit) pixels"
    case .tooManyPixels(let limit):
      "more than \(limit) pixels can lie on each other"
    case .memoryLimit(let needed, let allowed):
      "the work needs \(Self.mebibytes(needed)) MiB of memory, more than the \(allowed >> 20) MiB allowed"
    case .singularPose:
      "the pose has no inverse or is not finite"
    case .noCommonGrid(let limit):
      "on square pixels of one size, as their pixel sizes ask for, one of them has more than \(limit) pixels or "
        + "no measure"
    case .canvasTooLarge(let limit):
      "a canvas that holds both pictures has more than \(limit) pixels"
    case .outOfMemory(let bytes):
      "the system has no memory left (\(Self.mebibytes(bytes)) MiB were asked for)"
    }
  }

  private static func mebibytes(_ bytes: Int) -> Int {
    (bytes >> 20) + (bytes % (1 << 20) > 0 ? 1 : 0)
  }
}
