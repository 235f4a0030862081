/// How answers are refined after the search, whatever poses it searched.
public enum Refinement: String, Sendable, CaseIterable {
  /// Not at all: an answer is a pose of the range that was searched.
  case none
  /// All six numbers of an answer's pose move to where the grey values fit best, so that it may shear the template and
  /// scale its axes by different factors.
  ///
  /// With `I(p)` the mutual information of the grey values at a pose `p`, the values of the reference interpolated and
  /// each pair of values shared among the nearest cells of a joint histogram of 32 by 32, the pose climbs to a maximum of
  ///
  ///     rise(p) = I(p) - mean of I at the poses four pixels to the left, to the right, above and below
  ///
  /// by steps that move the template's corners by 2 pixels first, 1/8 at last. Templates of more than 2^16 pixels are
  /// refined at reduced resolutions before. It is a hill climb along fixed directions (Hooke and Jeeves, Journal of the
  /// ACM 8, 1961), and the same images give the same pose.
  ///
  /// The answer keeps the pose of the search where the climb moves the template's corners by more than 2 % of its
  /// diagonal on average, or where `rise` grows by less than a quarter: that of the grey values, of their values relative
  /// to those around, or of the lengths of their gradients. The limits were found on real pairs, see
  /// <doc:FindingTheRightAnswer>.
  case affine
}
