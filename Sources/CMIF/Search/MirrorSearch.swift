/// Searches the template as it is, mirror images of it, or both, as `Mirroring` says.
///
/// The template is flipped before each search, and the flip is put into the poses after it, so that no search knows of
/// mirror images. From top to bottom and from left to right, the flipped template is turned by the range asked for.
/// Where that is half a turn or more, both together are every turn, and one flip with a whole turn has them all.
struct MirrorSearch: Sendable {
  let options: AlignmentOptions
  /// The size of the template.
  let template: Size
  /// Searches the template after a flip, or as it is.
  let search: @Sendable (Flip?, AlignmentOptions) async throws -> AlignmentResult

  /// The answers, best first.
  ///
  /// - Throws: The first of ``CMIFError/noOverlap`` and ``CMIFError/noInformation`` when every search ends with one of
  ///   them, and any other error at once.
  func run() async throws -> AlignmentResult {
    guard options.mirroring != .no else { return try await search(nil, options) }
    var results: [AlignmentResult] = []
    var failure: CMIFError?
    for flip in flips {
      do {
        results.append(try await result(of: flip))
      } catch let error as CMIFError where error.isNothingFound {
        failure = failure ?? error
      }
    }
    guard !results.isEmpty else { throw failure ?? .noOverlap }
    return FlipContest(results: results, options: options, template: template).result
  }

  /// The flips that are searched, `nil` for none.
  private var flips: [Flip?] {
    let mirrored: [Flip?] = turnsAreWhole ? [.topToBottom] : [.topToBottom, .leftToRight]
    return options.mirroring == .auto ? [nil] + mirrored : mirrored
  }

  /// Whether the turns of the range, and the same plus 180 degrees, are every turn.
  private var turnsAreWhole: Bool {
    options.poses.rotation.upperBound - options.poses.rotation.lowerBound >= 180
  }

  private func result(of flip: Flip?) async throws -> AlignmentResult {
    guard let flip else { return try await search(nil, options) }
    var options = options
    if turnsAreWhole {
      let first = options.poses.rotation.lowerBound
      options.poses = PoseRange(rotation: first...first + 360, scale: options.poses.scale)
    }
    let result = try await search(flip, options)
    var flipped = result.with(result.answers.map { $0.flipped(flip, template: template) })
    flipped.warnings = result.warnings.map { $0.flipped(flip, template: template) }
    return flipped
  }
}
