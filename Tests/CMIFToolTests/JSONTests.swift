import Testing

@testable import CMIFTool

@Suite struct JSONTests {
  @Test func `a value is written on one line, its members in their order`() {
    let value = JSON.object([
      ("z", .array([.bool(true), .number(-1500), .number(0.1)])), ("a", .object([])),
      ("m", .string("Ö😀→")),
    ])
    #expect(value.text == #"{"z": [true, -1500, 0.1], "a": {}, "m": "Ö😀→"}"#)
  }

  @Test func `every character of a string is read back by another reader`() throws {
    let text = String(String.UnicodeScalarView((1...0x2FF).compactMap(Unicode.Scalar.init))) + "\0😀"
    let json = JSON.object([(text, .string(text))]).text
    #expect(!json.utf8.contains(UInt8(ascii: "\n")))
    #expect(try JSONValue(json) == .object([text: .string(text)]))
  }

  @Test func `every number is read back to its last bit`() throws {
    let numbers: [Double] = [
      0, 1, 1 / 3, .leastNonzeroMagnitude, 1.7976931348623157e308, -1e22, 123_456_789.125,
    ]
    for number in numbers {
      let back = try #require(try JSONValue(JSON.number(number).text).number)
      #expect(back.bitPattern == number.bitPattern, "\(number)")
    }
  }

  @Test func `an answer of a text that is cut short is refused`() throws {
    let text = #"{"row": 3, "reference": "b\u00d6\n", "peaks": [1.5, {}], "error": null}"#
    struct Answer: Decodable { let reference: String }
    #expect(try Answer(json: text).reference == "bÖ\n")
    for count in 0..<text.utf8.count {
      let prefix = String(decoding: Array(text.utf8.prefix(count)), as: UTF8.self)
      #expect(throws: DecodingError.self, "\(count) bytes") { try Answer(json: prefix) }
    }
  }
}
