#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Decodable {
  /// Reads the value that a text of JSON holds.
  ///
  /// - Throws: What the type itself throws, and `DecodingError` for anything else.
  init(json text: some StringProtocol) throws {
    self = try JSONDecoder().decode(Self.self, from: Data(text.utf8))
  }
}
