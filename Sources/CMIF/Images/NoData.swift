/// Which pixels of a picture hold no data: frames, field stops, the ground around a turned footprint.
public enum NoData: Sendable, Equatable {
  /// Areas of one constant value that touch the border.
  ///
  /// An outline can also be true (a head on black). So the pictures are searched as they are, and without these
  /// areas where their outlines may have drawn the answer; see <doc:FindingTheRightAnswer>.
  case automatic
  /// Every pixel holds data.
  case none
  /// Pixels within `tolerance` of `value` hold no data; of a colour picture, those whose every colour is.
  case value(Int, tolerance: Int)
}

extension Picture {
  /// The pixels that hold data where a value stands for no data; `nil` for any other rule.
  public func mask(noData: NoData) -> Mask? {
    guard case .value(let value, let tolerance) = noData else { return nil }
    let planes = colors
    let flags = planes[0].samples.indices.map { index in
      planes.contains { abs(Double($0.samples[index]) - Double(value)) > Double(tolerance) }
    }
    return Mask(width: width, height: height, isIncluded: flags)
  }
}
