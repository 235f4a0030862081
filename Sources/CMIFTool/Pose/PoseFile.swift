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

  /// The pose of the first line, or of the whole text if that is one value on several lines.
  private static func json(_ text: String) throws(PoseDefect) -> (Pose, PairSizes?) {
    for part in [text.prefix { !$0.isNewline }, text[...]] {
      do {
        let answer = try PosedAnswer(json: part)
        return (answer.pose, answer.sizes)
      } catch let defect as PoseDefect {
        throw defect
      } catch {
        continue
      }
    }
    throw PoseDefect("its JSON is not valid")
  }

  private static func matrix(_ text: String) throws(PoseDefect) -> Pose {
    let lines = text.split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }
    let rows = (try? lines.map([Double].init(line:))) ?? []
    return try Pose(
      homogeneous: rows,
      else:
        "it is no pose: neither JSON nor an ITK transform nor two or three lines of three numbers")
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
