import CMIF

/// Where a template lies on a reference, and all that is told of it. The images are not kept: many answers may wait to be
/// written.
struct PairAlignment: Sendable {
  /// The arguments that name the images.
  let reference: String
  let template: String
  let sizes: PairSizes
  /// What was asked of the search.
  let options: AlignmentOptions
  let result: AlignmentResult

  /// What is said to have failed.
  var action: String { Self.action(reference, template) }

  private static func action(_ reference: String, _ template: String) -> String {
    "align \(reference.quoted) and \(template.quoted)"
  }
}

extension PairAlignment {
  /// Searches for the template.
  ///
  /// - Parameter names: The arguments that name the images.
  /// - Throws: Status 1 where no place will do, with what narrows the search: a window or masks.
  init(
    reference: AlignmentImage, template: AlignmentImage,
    names: (reference: String, template: String), options: AlignmentOptions,
    sharing cache: ReferenceCache? = nil
  ) async throws {
    do {
      result = try await ToolError.translating(Self.action(names.reference, names.template)) {
        let aligner = Aligner(options: options)
        try aligner.grid(reference: reference, template: template).requireMemory()
        return try await aligner.align(
          reference: reference, template: template, sharing: cache)
      }
    } catch let error as ToolError where error.status == .noAlignment {
      var sentences = [error.message]
      if options.window != nil {
        sentences.append("Only places count whose middle lies --within a distance of --near.")
      }
      if reference.mask != nil || template.mask != nil {
        sentences.append(
          "Only pixels count that masks, alpha, --nodata and areas to ignore leave.")
      }
      throw ToolError(.noAlignment, sentences.joined(separator: " "))
    }
    (self.reference, self.template) = (names.reference, names.template)
    sizes = PairSizes(reference: reference.size, template: template.size)
    self.options = options
  }
}
