import Foundation
import Testing

@testable import CMIFTool

/// The manual pages that `make install` writes.
@Suite struct ManualTests {
  private let folder: TemporaryFolder
  private let pages: [String]

  init() throws {
    folder = try TemporaryFolder()
    let run = try ToolRun.manual(ToolRun.program.path, folder.url.path, "2026-01-31")
    #expect(run.status == 0 && run.errors == "", "\(run.errors)")
    pages = folder.contents
  }

  private func page(_ name: String) throws -> String {
    String(decoding: try folder.read(name), as: UTF8.self)
  }

  /// The options in a text: words that begin with one or two hyphens and a letter.
  private func options(in text: String) -> Set<String> {
    Set(text.matches(of: /(?:^|[\s\[])(--?[a-zA-Z][a-z0-9-]*)/).map { String($0.1) })
  }

  @Test func `there is a page for the tool and for each of its subcommands`() throws {
    let help = try ToolRun.cmif("--help").text
    let list = try #require(help.split(separator: "SUBCOMMANDS:\n").last)
    let names = list.matches(of: #/(?m)^  ([a-z]+)  /#).map { "cmif-\($0.1).1" }
    #expect(names.count >= 4)
    #expect(Set(pages) == Set(names + ["cmif.1"]))
  }

  @Test func `each page has every option that the help has`() throws {
    for name in pages {
      let subcommand = name.dropLast(2).split(separator: "-").dropFirst().map(String.init)
      let wanted = options(in: try ToolRun.cmif(subcommand + ["--help"]).text)
      let text = try page(name)
        .replacing("\\-", with: "-").replacing(/\\f[BIR]/, with: "").replacing("\\&", with: "")
      #expect(wanted.count >= 3, "\(name)")
      #expect(wanted.subtracting(options(in: text)) == [], "\(name)")
    }
  }

  @Test func `each page has the sections that readers look for`() throws {
    let sections = [
      "NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXAMPLES", "EXIT STATUS", "SEE ALSO",
    ]
    for name in pages {
      let headings = try page(name).matches(of: /(?m)^\.SH (.+)$/).map { String($0.1) }
      #expect(headings.filter(sections.contains) == sections, "\(name): \(headings)")
    }
  }

  @Test func `every status that the tool ends with is told, and no other`() throws {
    let text = try page("cmif.1")
    let section = try #require(
      text.split(separator: ".SH EXIT STATUS\n").last?.split(separator: ".SH").first)
    let statuses = section.matches(of: /\\fB(\d+)\\fR/).compactMap { Int32($0.1) }
    #expect(statuses == ExitStatus.allCases.map(\.rawValue))
  }

  @Test(
    .enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/mandoc"), "mandoc is missing"))
  func `a checker of manual pages has nothing to say`() throws {
    for name in pages {
      let run = try ToolRun(URL(filePath: "/usr/bin/mandoc"), ["-Tlint", folder.path(name)])
      #expect(run.status == 0 && run.text == "" && run.errors == "", "\(run.text)\(run.errors)")
    }
  }

  @Test func `a tool that cannot be run is an error`() throws {
    let run = try ToolRun.manual(folder.path("none"), folder.url.path, "2026-01-31")
    #expect(run.status != 0 && run.errors != "")
  }
}

extension ToolRun {
  /// Runs the program that writes the manual pages.
  fileprivate static func manual(_ arguments: String...) throws -> ToolRun {
    let program = program.deletingLastPathComponent().appending(path: "CMIFManual")
    return try ToolRun(program, arguments)
  }
}
