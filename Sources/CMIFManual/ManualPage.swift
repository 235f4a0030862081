/// The manual page of a command.
struct ManualPage {
  /// The tool that the page belongs to, its version, and the date on the page.
  struct Edition {
    let tool: ToolHelp.Command
    let version: String
    let date: String
  }

  let edition: Edition
  /// The subcommand described; `nil` for the tool itself.
  let subcommand: ToolHelp.Command?

  /// The tool's page and those of its subcommands.
  static func all(of edition: Edition) -> [ManualPage] {
    [ManualPage(edition: edition, subcommand: nil)]
      + edition.subcommands.map { ManualPage(edition: edition, subcommand: $0) }
  }

  /// The name that `man` finds the page by.
  var name: String { edition.tool.commandName + (subcommand.map { "-" + $0.commandName } ?? "") }

  /// The page in the language of `man(7)`.
  var text: String {
    let parts = [
      heading, synopsis, description, commands, arguments, options, examples, exitStatus, seeAlso,
    ]
    return parts.joined().joined(separator: "\n") + "\n"
  }

  private var command: ToolHelp.Command { subcommand ?? edition.tool }

  private var shown: [ToolHelp.Argument] { (command.arguments ?? []).filter(\.shouldDisplay) }

  private var discussion: Discussion { Discussion(command.discussion ?? "") }

  // MARK: - Sections

  private var heading: [String] {
    let abstract = command.abstract ?? ""
    let phrase = abstract.hasSuffix(".") ? String(abstract.dropLast()) : abstract
    let source = "\(edition.tool.commandName) \(edition.version)"
    return [
      ".TH \(Roff.escaped(name.uppercased())) 1 \(edition.date) \"\(source)\" \"User Commands\"",
      ".nh",
      ".ad l",
      ".SH NAME",
      "\(Roff.escaped(name)) \\- \(Roff.escaped(phrase))",
    ]
  }

  private var synopsis: [String] {
    var words = [Roff.bold(edition.tool.commandName)]
    if let subcommand {
      words += [Roff.bold(subcommand.commandName), "[\(Roff.italic("options"))]"]
      words += shown.filter { $0.kind == .option && !$0.isOptional }.map(\.manualTerm)
      words += shown.filter { $0.kind == .positional }.map(\.manualTerm)
    } else {
      words += [Roff.italic("subcommand"), "[\(Roff.italic("options"))]", Roff.italic("...")]
    }
    return [".SH SYNOPSIS"] + words
  }

  private var description: [String] {
    let known = [discussion.section("Example"), discussion.section("Exit status")]
    let others = discussion.sections.filter { section in
      !known.contains { $0?.title == section.title }
    }
    return [".SH DESCRIPTION"]
      + discussion.paragraphs.flatMap { [".PP"] + Roff.paragraph($0) }.dropFirst()
      + others.flatMap { [".PP"] + Roff.paragraph($0.title + ":") + Roff.verbatim($0.lines) }
  }

  private var commands: [String] {
    guard subcommand == nil else { return [] }
    return [".SH COMMANDS"]
      + edition.subcommands.flatMap { command in
        [".TP", Roff.bold(command.commandName)] + Roff.paragraph(command.abstract ?? "")
      }
  }

  private var arguments: [String] {
    let arguments = shown.filter { $0.kind == .positional }
    guard !arguments.isEmpty else { return [] }
    return [".SH ARGUMENTS"] + arguments.flatMap(\.manualEntry)
  }

  /// The command's own options, which have no group, come first.
  private var options: [String] {
    let options = shown.filter { $0.kind != .positional }
    var titles: [String] = []
    for case let title? in options.map(\.sectionTitle) where !titles.contains(title) {
      titles.append(title)
    }
    return [".SH OPTIONS"]
      + options.filter { $0.sectionTitle == nil }.flatMap(\.manualEntry)
      + titles.flatMap { title in
        [".SS \(Roff.escaped(title))"]
          + options.filter { $0.sectionTitle == title }.flatMap(\.manualEntry)
      }
  }

  private var examples: [String] {
    guard let section = discussion.section("Example") else { return [] }
    return [".SH EXAMPLES"] + Roff.verbatim(section.lines).dropFirst()
  }

  /// The exit statuses of the command or, if its help has none, those of the tool.
  private var exitStatus: [String] {
    let section =
      discussion.section("Exit status")
      ?? Discussion(edition.tool.discussion ?? "").section("Exit status")
    guard let section else { return [] }
    return [".SH EXIT STATUS"]
      + section.lines.flatMap { line -> [String] in
        let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
        return [".TP", Roff.bold(parts[0])] + Roff.paragraph(parts.dropFirst().joined())
      }
  }

  private var seeAlso: [String] {
    let others = ManualPage.all(of: edition).map(\.name).filter { $0 != name }
    return [".SH SEE ALSO"]
      + others.enumerated().map { index, other in
        Roff.bold(other) + "(1)" + (index < others.count - 1 ? "," : "")
      }
  }
}

extension ManualPage.Edition {
  /// The subcommands without `help`, which the parser adds.
  fileprivate var subcommands: [ToolHelp.Command] {
    (tool.subcommands ?? []).filter { $0.shouldDisplay && $0.commandName != "help" }
  }
}

extension ToolHelp.Argument {
  /// The names of the argument and its value, as they are typed.
  fileprivate var manualTerm: String {
    let value = Roff.italic((valueName ?? "") + (isRepeating ? " ..." : ""))
    guard let names, kind != .positional else { return value }
    let shortFirst = names.filter { $0.kind == .short } + names.filter { $0.kind != .short }
    let spellings = shortFirst.map { Roff.bold($0.spelling) }.joined(separator: ", ")
    return kind == .flag ? spellings : "\(spellings) \(value)"
  }

  /// The argument, its meaning, its values and its default.
  fileprivate var manualEntry: [String] {
    var sentences = [abstract ?? ""]
    if let allValues { sentences.append("Values: \(allValues.joined(separator: ", ")).") }
    if let defaultValue { sentences.append("Default: \(defaultValue).") }
    return [".TP", manualTerm] + Roff.paragraph(sentences.joined(separator: " "))
  }
}
