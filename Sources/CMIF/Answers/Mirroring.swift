/// Whether a search compares mirror images of the template, as of a slide that lies upside down.
///
/// A mirror image is flipped from top to bottom, turned and scaled (``Pose/isMirrored``). Its turns are those of
/// ``PoseRange/rotation``, and the same plus 180 degrees: a flip from left to right is a flip from top to bottom with
/// a turn of 180 degrees, so that both are found without a range of turns. In a search for shifts, mirror images are
/// shifted by whole pixels and compared exactly, like the template itself.
///
/// Each flip takes a search of its own. The most prominent of all answers comes first. At most one flip is right, so
/// that the best answer of each lowers the confidence in all others; see <doc:FindingTheRightAnswer>.
public enum Mirroring: String, Sendable, CaseIterable {
  /// The template as it is.
  case no
  /// Mirror images alone.
  case yes
  /// The template as it is, and mirror images.
  case auto
}
