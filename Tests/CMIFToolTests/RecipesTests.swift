import Foundation
import Testing

@testable import CMIFTool

/// The documentation's recipes for many pairs.
@Suite struct RecipesTests {
  private let folder: TemporaryFolder
  private let recipes: Document
  private let expected: [UInt8]

  init() throws {
    folder = try TemporaryFolder()
    recipes = try Document("Sources/CMIFTool/CMIFTool.docc/ManyPairs.md")
    var table = try Table(count: 6)
    // A pair that fails stops none of the recipes.
    table.text += "no.png\tno.png\n"
    expected = try ToolRun.cmif("batch", try table.write(to: folder)).output
  }

  private func recipe(_ language: String) throws -> String {
    let blocks = recipes.blocks(language)
    try #require(blocks.count == 1, "one recipe in \(language)")
    return blocks[0]
  }

  @Test(.enabled(if: Program.hasParallel, "GNU parallel is missing: apt-get install parallel"))
  func `GNU parallel answers the whole table`() throws {
    let run = try ToolRun.shell(try recipe("sh"), in: folder)
    #expect(try folder.read("answers.jsonl") == expected, "\(run.errors)")
  }

  @Test(
    .enabled(if: Program.hasSnakemake, "Snakemake is missing: python3 -m pip install snakemake"))
  func `Snakemake answers the whole table`() throws {
    _ = try folder.write(Array(try recipe("python").utf8), to: "Snakefile")
    let run = try ToolRun.shell("snakemake --cores 2", in: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try folder.read("answers.jsonl") == expected)
  }

  /// These variables are all that Slurm itself sets for the script.
  @Test(.enabled(if: Program.hasBash, "bash is missing"))
  func `the tasks of a Slurm array together answer the whole table`() throws {
    let script = try folder.write(Array(try recipe("bash").utf8), to: "array.sh")
    #expect(try ToolRun.shell("bash -n \(script)", in: folder).status == 0)
    for task in 1...4 {
      let run = try ToolRun.shell(
        "SLURM_ARRAY_TASK_ID=\(task) SLURM_ARRAY_TASK_COUNT=4 SLURM_CPUS_PER_TASK=1 bash \(script)",
        in: folder)
      #expect(run.status == (task == 3 ? 1 : 0), "\(run.errors)")
    }
    let run = try ToolRun.shell("cat answers-*.jsonl | sort -t : -k 3 -n", in: folder)
    #expect(run.output == expected)
  }
}

/// Programs that the recipes need.
private enum Program {
  static let hasParallel = output("parallel --version").contains("GNU parallel")
  static let hasSnakemake = !output("snakemake --version").isEmpty
  static let hasBash = !output("bash --version").isEmpty

  /// The output of a command; empty if it is missing.
  private static func output(_ command: String) -> String {
    guard let folder = try? TemporaryFolder() else { return "" }
    return (try? ToolRun.shell(command, in: folder))?.text ?? ""
  }
}
