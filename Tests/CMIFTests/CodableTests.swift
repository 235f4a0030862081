import CMIF
import Foundation
import Testing

/// Poses and answers can be stored and read again.
@Suite struct CodableTests {
  private let answer = AlignmentAnswer(
    pose: Pose(x: 12.25, y: -7, angle: 30, scale: 1.1), center: Point(x: 60.5, y: 41), score: 0.7,
    sharpness: -3.5, prominence: -0.5, overlap: 0.75, confidence: 0.9, precision: 1.5)

  private func copy<Value: Codable>(_ value: Value) throws -> Value {
    try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
  }

  @Test func `what is stored is read again, every bit of it`() throws {
    #expect(try copy(answer) == answer)
    #expect(try copy(Offset(x: -3, y: 4)) == Offset(x: -3, y: 4))
    let offsets = OffsetRect(x: -3, y: 4, width: 5, height: 6)
    #expect(try copy(offsets) == offsets)
    let rect = PixelRect(x: -3, y: 4, size: Size(width: 5, height: 6))
    #expect(try copy(rect) == rect)
    #expect(
      try copy(AlignmentResult(answers: [answer, answer])).answers == [answer, answer])
  }

  @Test func `names of stored numbers are those of the properties`() throws {
    let text = #"{"m00": 1, "m01": 2, "tx": 3, "m10": 4, "m11": 5, "ty": 6}"#
    let pose = try JSONDecoder().decode(Pose.self, from: Data(text.utf8))
    #expect(pose == Pose(m00: 1, m01: 2, tx: 3, m10: 4, m11: 5, ty: 6))
  }

  @Test(arguments: [
    #"{"x": 0, "y": 0, "size": {"width": 0, "height": 3}}"#,
    #"{"x": 0, "y": 0, "size": {"width": 3, "height": -1}}"#,
  ])
  func `a stored rectangle without pixels is an error, not a trap`(text: String) {
    #expect {
      try JSONDecoder().decode(PixelRect.self, from: Data(text.utf8))
    } throws: { error in
      guard case .dataCorrupted(let context)? = error as? DecodingError else { return false }
      return context.debugDescription.hasSuffix("has no pixels")
    }
  }

  @Test func `a stored result without an answer is an error, not a trap`() {
    #expect {
      try JSONDecoder().decode(AlignmentResult.self, from: Data(#"{"answers": []}"#.utf8))
    } throws: { error in
      guard case .dataCorrupted(let context)? = error as? DecodingError else { return false }
      return context.debugDescription == "a result has no answer"
    }
  }
}
