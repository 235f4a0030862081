import ArgumentParser
import CMIF

/// The sample for pixels without data: one for all colours, or one for each.
struct FillValue: ExpressibleByArgument, Equatable {
  let samples: [UInt16]

  init?(argument: String) {
    let words = argument.split(separator: ",", omittingEmptySubsequences: false)
    samples = words.compactMap { UInt16($0) }
    guard samples.count == words.count else { return nil }
  }

  /// The samples for a picture.
  ///
  /// - Throws: Status 64 if their number or size does not suit the picture.
  func samples(for picture: Picture, name: String) throws(ToolError) -> [UInt16] {
    let colors = picture.model.colorCount
    guard samples.count == 1 || samples.count == colors else {
      throw ToolError(
        .usage,
        "A fill of \(samples.count) numbers does not suit \(name), which has \(colors) for colour.")
    }
    let maximum = UInt16.max >> (16 - max(picture.bitDepth, 8))
    guard samples.allSatisfy({ $0 <= maximum }) else {
      throw ToolError(.usage, "A fill for \(name) must be from 0 to \(maximum).")
    }
    return samples
  }
}
