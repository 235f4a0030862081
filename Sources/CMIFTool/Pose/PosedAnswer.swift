import CMIF

/// What JSON tells of a pose: an answer's `matrix` and `sizes`, or a bare matrix.
struct PosedAnswer: Decodable {
  let pose: Pose
  let sizes: PairSizes?

  private enum Member: CodingKey { case matrix, sizes }

  init(from decoder: any Decoder) throws {
    let shape = "two or three rows of three numbers"
    guard let members = try? decoder.container(keyedBy: Member.self) else {
      let rows = try? [[Double]](from: decoder)
      pose = try Pose(homogeneous: rows ?? [], else: "its JSON is not \(shape)")
      sizes = nil
      return
    }
    guard members.contains(.matrix) else { throw PoseDefect("its JSON has no 'matrix'") }
    let rows = try? members.decode([[Double]].self, forKey: .matrix)
    pose = try Pose(homogeneous: rows ?? [], else: "its 'matrix' is not \(shape)")
    sizes = try? members.decode(PairSizes.self, forKey: .sizes)
    guard sizes?.areValid ?? !members.contains(.sizes) else {
      throw PoseDefect("its 'sizes' are not those of a reference and a template")
    }
  }
}

extension Pose {
  /// The pose of a matrix. A third row belongs to homogeneous coordinates and must be 0 0 1.
  ///
  /// - Parameter cause: Why other rows are no matrix.
  init(homogeneous rows: [[Double]], else cause: String) throws(PoseDefect) {
    guard rows.count <= 3, rows.allSatisfy({ $0.count == 3 }),
      let pose = Pose(rows: Array(rows.prefix(2)))
    else { throw PoseDefect(cause) }
    guard rows.count < 3 || rows[2] == [0, 0, 1] else {
      throw PoseDefect("its third row is not 0 0 1: a change of perspective is no pose")
    }
    self = pose
  }
}
