import CMIF

func place(of template: Picture, on reference: Picture) async throws -> Alignment {
  try await Aligner().align(
    reference: ImageSource(reference), template: ImageSource(template)
  ).best
}
