import Testing

@testable import CMIFTool

@Suite struct JSONTests {
  @Test(arguments: [
    ("null", "null"), (" true ", "true"), ("false", "false"), ("-1.5e3", "-1500"), ("[]", "[]"),
    ("{}", "{}"), (#""a\"\\\/\n\r\t\u0008""#, #""a\"\\/\n\r\t\u0008""#),
    (#""\b\f""#, #""\u0008\u000c""#), (#""\u00d6\ud83d\ude00x→""#, #""Ö😀x→""#),
    (#"{"a":[1,{"b":null}],"c":"}"}"#, #"{"a": [1, {"b": null}], "c": "}"}"#),
    ("{\"a\": 1}\n{\"a\": 2}\n", #"{"a": 1}"#),
  ])
  func `values are read as they are meant`(text: String, meaning: String) throws {
    #expect(try JSON(firstIn: text).text == meaning)
  }

  @Test func `of members with one name the last counts`() throws {
    #expect(try JSON(firstIn: #"{"a": 1, "a": 2}"#)["a"]?.number == 2)
  }

  @Test(arguments: [
    ("", "line 1: a value is missing"), ("{", "line 1: a name in quotes is missing"),
    ("{\"a\"}", "line 1: a colon is missing"), ("{\"a\":\n}", "line 2: a value is missing"),
    ("[1\n\n2]", "line 3: a comma or a bracket is missing"),
    ("[1,", "line 1: a value is missing"), ("\"a", "line 1: a quote is missing"),
    (#""\x""#, "line 1: an escape in a string is unknown"),
    (#""\u12"#, "line 1: an escape in a string is cut short"),
    ("nan", "line 1: 'nan' is no value"), ("1-2", "line 1: '1-2' is no value"),
    (String(repeating: "[", count: 100_000), "line 1: values are nested too deeply"),
  ])
  func `what is wrong is told with its line`(text: String, message: String) {
    let error = #expect(throws: JSONError.self) { try JSON(firstIn: text) }
    #expect(error?.description == message)
  }

  @Test func `every text that is cut short is refused`() {
    let text = #"{"a": [1.5, "b\u00d6\n", {"c": true}], "d": null}"#
    for count in 0..<text.utf8.count {
      let prefix = String(decoding: Array(text.utf8.prefix(count)), as: UTF8.self)
      #expect(throws: JSONError.self, "\(count) bytes") { try JSON(firstIn: prefix) }
    }
  }
}
