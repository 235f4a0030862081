/// A property of each pixel that becomes a label.
///
/// To add a feature, add a case here, a file with its formula beside `Orientation` and `LocalGrey`, and
/// its line in `Labeling.labels(of:by:)`.
public enum Feature: String, Sendable, CaseIterable {
  /// The grey value, reduced to levels by a ``Quantizer``.
  case intensity
  /// The grey value relative to those around it: `(v - m) / (d + 2 % of the range of v)`, cut at ±3, with the mean
  /// `m` and the standard deviation `d` under a window that is close to a Gaussian of standard deviation 8 pixels.
  /// Shading drops out, and how bright all is. 4 levels by k-means, whatever the quantiser and the number of bins.
  case local
  /// The direction of the gradient modulo 180 degrees, in 7 sectors, or level 0 where the gradient is not
  /// above the image's median: 8 levels, whatever the number of bins.
  case orientation
  /// The colour: k-means over red, green and blue together, whatever the quantiser.
  case color
}
