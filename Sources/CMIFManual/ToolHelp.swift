/// The help of a tool, from `--experimental-dump-help`, as far as manual pages show it.
struct ToolHelp: Decodable {
  let command: Command

  struct Command: Decodable {
    let commandName: String
    let abstract: String?
    let discussion: String?
    let arguments: [Argument]?
    let subcommands: [Command]?
    let shouldDisplay: Bool
  }

  struct Argument: Decodable {
    enum Kind: String, Decodable { case positional, option, flag }

    let kind: Kind
    let names: [Name]?
    let valueName: String?
    let abstract: String?
    let defaultValue: String?
    let allValues: [String]?
    let sectionTitle: String?
    let isOptional: Bool
    let isRepeating: Bool
    let shouldDisplay: Bool
  }

  struct Name: Decodable {
    enum Kind: String, Decodable { case short, long, longWithSingleDash }

    let kind: Kind
    let name: String

    /// The name with its hyphens.
    var spelling: String { (kind == .long ? "--" : "-") + name }
  }
}
