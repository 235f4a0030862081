import CMIF

func place(of template: Picture, on reference: Picture) async throws -> AlignmentAnswer {
  try await Aligner().align(
    reference: AlignmentImage(reference), template: AlignmentImage(template)
  ).best
}
