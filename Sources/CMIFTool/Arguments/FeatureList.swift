import ArgumentParser
import CMIF

/// A list of features as the command line spells it.
struct FeatureList: ExpressibleByArgument {
  let features: [Feature]

  init?(argument: String) {
    let names = argument.split(separator: ",", omittingEmptySubsequences: false)
    let features = names.compactMap { Feature(rawValue: String($0)) }
    guard features.count == names.count, Set(features).count == features.count else { return nil }
    self.features = features
  }

  static var allValueStrings: [String] { Feature.allCases.map(\.rawValue) }

  static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }
}
