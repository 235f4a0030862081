/// The images of a search.
struct SearchedPair: Sendable {
  var reference: AlignmentImage
  var template: AlignmentImage
  /// Whether the images are those that the caller gave, whose labels other searches may share.
  var isFirst = false
}
