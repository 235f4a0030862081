import Foundation

/// A sanitizer that the tests run under.
package enum Sanitizer {
  /// Whether there is none. `Tests/Sanitizers/run` names its sanitizer in the environment.
  package static let isAbsent = ProcessInfo.processInfo.environment["CMIF_SANITIZER"] == nil
}
