import CMIF

func place(of template: Plane, on reference: Plane) async throws -> Alignment {
  let aligner = Aligner()
  let result = try await aligner.align(
    reference: ImageSource(planes: [reference]), template: ImageSource(planes: [template]))
  return result.alignments[0]
}

func highestInformation(of template: Plane, on reference: Plane) async throws -> Offset {
  let map = try await InformationMap(ImagePair(reference: [reference], template: [template]))
  return map.peak.offset
}
