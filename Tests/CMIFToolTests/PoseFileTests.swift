import CMIF
import Testing

@testable import CMIFTool

@Suite struct PoseFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func file(_ text: String) throws -> PoseFile {
    try PoseFile(.file(path: try folder.write(Array(text.utf8), to: "pose")))
  }

  private func read(_ text: String) throws -> Pose { try file(text).pose }

  private func expectEqual(_ pose: Pose, _ other: Pose) {
    for (a, b) in zip(pose.rows.joined(), other.rows.joined()) {
      #expect(abs(a - b) <= 1e-12 * max(1, abs(b)), "\(pose) is not \(other)")
    }
  }

  @Test(
    arguments: PoseFormat.allCases,
    [
      .identity, Pose(x: -12.25, y: 1e-7, angle: 33.3, scale: 1.1), Pose(x: 0.1, y: 1 / 3),
      Pose(m00: 0.9, m01: 0.2, tx: 512.7, m10: -0.1, m11: -1.1, ty: -3),
      Pose(x: 1e20, y: 0, scale: 1e-3),
    ])
  func `what is written is read back`(format: PoseFormat, pose: Pose) throws {
    let back = try read(format.text(for: pose))
    expectEqual(back, pose)
    if format != .itk { #expect(back == pose) }
  }

  @Test func `the forms are as documented`() throws {
    let pose = Pose(x: 128, y: -0.5, angle: 90)
    #expect(try PoseFormat.matrix.text(for: pose) == "0 -1 128\n1 0 -0.5\n")
    #expect(
      try PoseFormat.itk.text(for: pose) == """
        #Insight Transform File V1.0
        #Transform 0
        Transform: AffineTransform_double_2_2
        Parameters: 0 1 -1 0 0.5 128
        FixedParameters: 0 0

        """)
  }

  @Test(arguments: PoseFormat.allCases)
  func `every format can be asked for`(format: PoseFormat) {
    #expect(AlignCommand.Format(rawValue: format.rawValue) != nil)
  }

  @Test(arguments: PoseFormat.allCases)
  func `a pose without inverse is not written`(format: PoseFormat) {
    #expect(throws: CMIFError.singularPose) {
      try format.text(for: Pose(x: 0, y: 0, scale: 0))
    }
  }

  @Test(arguments: [
    "1 0 128\n0 1 64", "\u{FEFF}\r\n 1.0,0,1.28e2\r\n\r\n 0,\t1 , 64\r\n\r\n",
    "1 0 128\n0 1 64\n0 0 1\n",
    "1.000000000000000000e+00 0e0 1.28e+02\n0e0 1e0 6.4e1\n-0.0e+00 0.0 1.0",
    #"{"matrix":[[1,0,128],[0,1,64]]}"#, #"{"matrix":[[1,0,128],[0,1,64],[0,0,1]]}"#,
    "[[1,0,128],[0,1,64]]", "\n[[1.0, 0, 128],\n [0, 1.0, 64],\n [0, 0, 1.0]]\n",
    """
    {"schema": 1, "peaks": [{"matrix": [[9, 9, 9], [9, 8, 9]]}], "reference": "\\"matrix\\": [",
     "matrix": [[1, 0, 128],
                [0, 1, 64]], "matrices": null}
    """,
    """
    {"matrix": [[1, 0, 128], [0, 1, 64]]}
    {"matrix": "second line"}
    """,
    itk("AffineTransform_double_2_2", "1 0 0 1 -128 -64", "3 4"),
    itk("MatrixOffsetTransformBase_double_2_2", "1 0 0 1 -128 -64", "0 0"),
    itk("Euler2DTransform_double_2_2", "0 -128 -64", "10 20"),
    itk("Similarity2DTransform_double_2_2", "1 0 -128 -64", "10 20"),
    itk("TranslationTransform_double_2_2", "-128 -64", ""),
  ])
  func `forms of one pose are read alike`(text: String) throws {
    expectEqual(try read(text), Pose(x: 128, y: 64))
  }

  @Test func `sizes are read where there are any`() throws {
    let sizes = PairSizes(
      reference: Size(width: 4, height: 3), template: Size(width: 2, height: 1))
    let json = JSON.object([("matrix", Pose.identity.json), ("sizes", sizes.json)]).text
    #expect(try file(json).sizes == sizes)
    for text in [#"{"matrix": [[1,0,0],[0,1,0]]}"#, "1 0 0\n0 1 0"] {
      #expect(try file(text).sizes == nil)
    }
  }

  @Test(arguments: [
    itk("Euler2DTransform_double_2_2", "0.25 3 -4", "10 20"),
    itk("Similarity2DTransform_float_2_2", "1 0.25 3 -4", "10 20"),
  ])
  func `a turn of ITK is one about its centre`(text: String) throws {
    let transform = try read(text).inverted()
    let center = transform.apply(x: 10, y: 20)
    #expect(abs(center.x - 13) <= 1e-12 && abs(center.y - 16) <= 1e-12)
    #expect(abs(transform.angle - 0.25 * 180 / .pi) <= 1e-12)
  }

  @Test(arguments: [
    ("", "it is empty"), (" \n\t", "it is empty"),
    ("1 0 0\n0 1", neither), ("1 0 0\n0 1 x", neither), ("1 0 0\n0 1 0\n0 0", neither),
    ("1 0 0\n0 1 0\n0 0 1\n0 0 1", neither), ("\u{89}PNG\r\n", neither),
    ("1 0 0\n0 1 0\n0 0 1.0001", perspective), ("1 0 0\n0 1 0\n1e-9 0 1", perspective),
    ("[[1,0,0],[0,1,0],[0,0,2]]", perspective),
    (#"{"matrix": [[1,0,0],[0,1,0],[0,1e-5,1]]}"#, perspective),
    ("[[1,0,0],[0,1,0],[]]", "its JSON is not two or three rows of three numbers"),
    ("[1,0,0,0,1,0]", "its JSON is not two or three rows of three numbers"),
    (#"[[1,0,"0",0],[0,1,0]]"#, "its JSON is not two or three rows of three numbers"),
    ("[[1. 0. 0.]\n [0. 1. 0.]]", "its JSON is not valid"),
    (#"{"matrix": [[1,0,0],[0,1,0]], "sizes": [4, 3]}"#, sizes),
    (
      #"{"matrix": [[1,0,0],[0,1,0]], "sizes": {"reference": {"width": 4, "height": 3}}}"#, sizes
    ),
    (
      #"{"matrix": [[1,0,0],[0,1,0]], "sizes": {"reference": {"width": 4, "height": 3}, "#
        + #""template": {"width": 2.5, "height": 1e99}}}"#, sizes
    ),
    ("1 0 nan\n0 1 0", "the pose has no inverse or is not finite"),
    ("1 2 0\n2 4 0", "the pose has no inverse or is not finite"),
    ("1 0 1e999\n0 1 0", "the pose has no inverse or is not finite"),
    ("{\"a\": 1}", "its JSON has no 'matrix'"),
    (#"{"a": {"matrix": [[1,0,0],[0,1,0]]}}"#, "its JSON has no 'matrix'"),
    (#"{"matrix": [[1,0],[0,1]]}"#, "its 'matrix' is not two or three rows of three numbers"),
    (#"{"matrix": [[1,0,"0"],[0,1,0]]}"#, "its 'matrix' is not two or three rows of three numbers"),
    (#"{"matrix": 3}"#, "its 'matrix' is not two or three rows of three numbers"),
    (
      "{\"matrix\": 3}\n[[1,0,0],[0,1,0]]",
      "its 'matrix' is not two or three rows of three numbers"
    ),
    (String(repeating: "[", count: 100_000), "its JSON is not valid"),
    ("{\n\"matrix\": [[1,0,0]", "its JSON is not valid"),
    ("#Insight Transform File V1.0\n", "it has no line 'Transform:'"),
    ("#Insight Transform File V1.0\nTransform: A_2_2\n", "it has no line 'Parameters:'"),
    (
      itk("AffineTransform_double_2_2", "1 0 0 1 0 0", "0 0")
        + itk("AffineTransform_double_2_2", "1 0 0 1 0 0", "0 0"),
      "it has 2 transforms, only one can be read"
    ),
    (
      itk("AffineTransform_double_3_3", "1 0 0 1 0 0", "0 0"),
      "its transform 'AffineTransform_double_3_3' is not one of the plane"
    ),
    (
      itk("AffineTransform_double_2_2", "1 0 0", "0 0"),
      "its transform 'AffineTransform_double_2_2' with 3 parameters cannot be read,"
        + " save it as an AffineTransform"
    ),
    (itk("AffineTransform_double_2_2", "1 0 0 1 0 zero", "0 0"), "'zero' is no number"),
    (
      itk("AffineTransform_double_2_2", "1 0 0 1 0 0", "0 0 0"),
      "its centre has 3 numbers instead of 2"
    ),
  ])
  func `what is no pose is refused with a sentence that names the file`(
    text: String, cause: String
  ) {
    let message = "Cannot read '\(folder.path("pose"))': \(cause)."
    #expect(throws: ToolError(.invalidData, message)) { try read(text) }
  }

  @Test func `a missing file is told as such`() {
    let path = folder.path("missing")
    let message = "Cannot read '\(path)': No such file or directory."
    #expect(throws: ToolError(.noInput, message)) { try PoseFile(.file(path: path)) }
  }

  @Test(arguments: [
    "--rotation -5:5", "--scale 2", "--mirror yes", "--spacing-ref 1 --spacing-tmpl 2",
    "--exhaustive", "--rank score", "--norm sum", "--min-overlap 0.2", "--refine affine",
    "--near 5,5 --within 9", "--features color", "--quantizer uniform", "--bins 4",
    "--bins-ref 4", "--bins-tmpl 4",
  ])
  func `what only a search heeds is refused beside a pose`(options: String) throws {
    let words = options.split(separator: " ").map(String.init)
    let run = try ToolRun.cmif(["warp", "-o", "-", "--pose", "p"] + words + Table.quick)
    #expect(run.status == 64 && run.output == [])
    #expect(
      run.errors.hasPrefix(
        "Error: The options under Search and Labels go with a search: leave --pose out.\n"))
  }
}

private let neither =
  "it is no pose: neither JSON nor an ITK transform nor two or three lines of three numbers"

private let perspective = "its third row is not 0 0 1: a change of perspective is no pose"

private let sizes = "its 'sizes' are not those of a reference and a template"

private func itk(_ name: String, _ parameters: String, _ fixed: String) -> String {
  """
  #Insight Transform File V1.0
  #Transform 0
  Transform: \(name)
  Parameters: \(parameters)
  FixedParameters: \(fixed)

  """
}
