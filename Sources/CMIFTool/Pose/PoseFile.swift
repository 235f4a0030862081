import CMIF

/// Reads a pose in any format of ``PoseFormat``. The beginning of the text tells the format.
enum PoseFile {
  /// The most bytes of a file. A file with ten thousand answers has 4 MiB.
  private static let sizeLimit = 64 << 20

  /// Reads the pose of a file, or that of the first line of several lines of JSON.
  ///
  /// - Throws: Status 65 if the file holds no pose, or a pose without inverse.
  static func read(_ source: InputSource) throws(ToolError) -> Pose {
    var input = try InputBytes(source)
    try input.readAll(limit: sizeLimit)
    do throws(PoseDefect) {
      let pose = try parse(String(decoding: input.bytes, as: UTF8.self))
      _ = try inverse(of: pose)
      return pose
    } catch {
      throw source.failure(.invalidData, error.cause)
    }
  }

  private static func parse(_ text: String) throws(PoseDefect) -> Pose {
    let text = String(text.drop { $0.isWhitespace || $0 == "\u{FEFF}" })
    guard !text.isEmpty else { throw PoseDefect("it is empty") }
    if text.hasPrefix("{") { return try json(text) }
    if text.hasPrefix(ITKTransform.heading) { return try inverse(of: ITKTransform.read(text)) }
    return try matrix(text)
  }

  private static func inverse(of map: Pose) throws(PoseDefect) -> Pose {
    do {
      return try map.inverted()
    } catch {
      throw PoseDefect("\(error)")
    }
  }

  private static func json(_ text: String) throws(PoseDefect) -> Pose {
    let value: JSON
    do {
      value = try JSON(firstIn: text)
    } catch {
      throw PoseDefect("its JSON is wrong in \(error)")
    }
    guard let matrix = value["matrix"] else { throw PoseDefect("its JSON has no 'matrix'") }
    let rows = matrix.array?.map { $0.array?.compactMap(\.number) ?? [] } ?? []
    guard let pose = Pose(rows: rows) else {
      throw PoseDefect("its 'matrix' is not two rows of three numbers")
    }
    return pose
  }

  private static func matrix(_ text: String) throws(PoseDefect) -> Pose {
    let lines = text.split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }
    guard let rows = try? lines.map([Double].init(line:)), let pose = Pose(rows: rows) else {
      throw PoseDefect(
        "it is no pose: neither JSON nor an ITK transform nor two lines of three numbers")
    }
    return pose
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
