import CMIF

/// A pose that was read in any format of ``PoseFormat``, from the JSON of an answer, or as the JSON of a bare matrix.
/// The beginning of the text tells the format.
struct PoseFile: Equatable {
  let source: InputSource
  let pose: Pose
  /// The sizes of the pictures that the pose was found on, where the file tells them.
  let sizes: PairSizes?

  /// The most bytes of a file. A file with ten thousand answers has 4 MiB.
  private static let sizeLimit = 64 << 20

  /// Reads the pose of a file, or that of the first line of several lines of JSON.
  ///
  /// - Throws: Status 65 if the file holds no pose, or a pose without inverse.
  init(_ source: InputSource) throws(ToolError) {
    var input = try InputBytes(source)
    try input.readAll(limit: Self.sizeLimit)
    do throws(PoseDefect) {
      (pose, sizes) = try Self.parse(String(decoding: input.bytes, as: UTF8.self))
      _ = try Self.inverse(of: pose)
    } catch {
      throw source.failure(.invalidData, error.cause)
    }
    self.source = source
  }

  private static func parse(_ text: String) throws(PoseDefect) -> (Pose, PairSizes?) {
    let text = String(text.drop { $0.isWhitespace || $0 == "\u{FEFF}" })
    guard !text.isEmpty else { throw PoseDefect("it is empty") }
    if text.hasPrefix("{") || text.hasPrefix("[") { return try json(text) }
    if text.hasPrefix(ITKTransform.heading) {
      return (try inverse(of: ITKTransform.read(text)), nil)
    }
    return (try matrix(text), nil)
  }

  private static func inverse(of map: Pose) throws(PoseDefect) -> Pose {
    do {
      return try map.inverted()
    } catch {
      throw PoseDefect("\(error)")
    }
  }

  private static func json(_ text: String) throws(PoseDefect) -> (Pose, PairSizes?) {
    let value: JSON
    do {
      value = try JSON(firstIn: text)
    } catch {
      throw PoseDefect("its JSON is wrong in \(error)")
    }
    if let rows = value.array {
      return (try pose(rows.map(\.numbers), else: "its JSON is not \(threeNumbers)"), nil)
    }
    guard let matrix = value["matrix"] else { throw PoseDefect("its JSON has no 'matrix'") }
    let rows = (matrix.array ?? []).map(\.numbers)
    return (try pose(rows, else: "its 'matrix' is not \(threeNumbers)"), try sizes(of: value))
  }

  private static func sizes(of value: JSON) throws(PoseDefect) -> PairSizes? {
    guard let member = value["sizes"] else { return nil }
    guard let sizes = PairSizes(member) else {
      throw PoseDefect("its 'sizes' are not those of a reference and a template")
    }
    return sizes
  }

  private static func matrix(_ text: String) throws(PoseDefect) -> Pose {
    let lines = text.split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }
    let rows = (try? lines.map([Double].init(line:))) ?? []
    return try pose(
      rows,
      else:
        "it is no pose: neither JSON nor an ITK transform nor two or three lines of three numbers")
  }

  private static let threeNumbers = "two or three rows of three numbers"

  /// The pose of a matrix. A third row belongs to homogeneous coordinates and must be 0 0 1.
  ///
  /// - Parameter cause: Why other rows are no matrix.
  private static func pose(
    _ rows: [[Double]], else cause: String
  ) throws(PoseDefect) -> Pose {
    guard rows.count <= 3, rows.allSatisfy({ $0.count == 3 }),
      let pose = Pose(rows: Array(rows.prefix(2)))
    else { throw PoseDefect(cause) }
    guard rows.count < 3 || rows[2] == [0, 0, 1] else {
      throw PoseDefect("its third row is not 0 0 1: a change of perspective is no pose")
    }
    return pose
  }
}

extension JSON {
  /// The numbers of an array that holds nothing else; empty for anything else.
  fileprivate var numbers: [Double] {
    let numbers = (array ?? []).compactMap(\.number)
    return numbers.count == array?.count ? numbers : []
  }
}

/// Why a text holds no pose.
struct PoseDefect: Error {
  let cause: String

  init(_ cause: String) { self.cause = cause }
}

extension [Double] {
  /// The numbers of a line, separated by blanks or commas.
  init(line: some StringProtocol) throws(PoseDefect) {
    self = []
    for word in line.split(whereSeparator: { $0.isWhitespace || $0 == "," }) {
      guard let number = Double(word) else {
        throw PoseDefect("\(String(word.prefix(40)).quoted) is no number")
      }
      append(number)
    }
  }
}
