import Foundation
import Testing

/// The completions that shells offer.
@Suite struct CompletionTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for name in ["a photo.png", "map.npy", "notes.txt", "plans"] {
      _ = try folder.write([], to: name)
    }
    for shell in ["bash", "zsh", "fish"] {
      let run = try ToolRun.cmif("--generate-completion-script", shell)
      #expect(run.status == 0)
      _ = try folder.write(run.output, to: "completion.\(shell)")
    }
  }

  /// The completions of bash for the last word of a line.
  private func offers(_ words: String...) throws -> Set<String> {
    let script = """
      cd "$1" && . ./completion.bash && shift
      COMP_WORDS=(cmif "$@") COMP_CWORD=$# COMP_LINE="cmif $*" COMP_POINT=$((5 + ${#COMP_LINE}))
      _cmif cmif "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
      printf '%s\\n' "${COMPREPLY[@]}"
      """
    let run = try ToolRun(
      URL(filePath: "/bin/bash"), ["-c", script, "bash", folder.url.path] + words)
    #expect(run.status == 0 && run.errors == "", "\(run.errors)")
    return Set(run.lines)
  }

  @Test func `subcommands and options are offered`() throws {
    #expect(try offers("al") == ["align"])
    #expect(try offers("").isSuperset(of: ["align", "batch", "map", "warp", "overlay", "help"]))
    #expect(try offers("align", "--peak") == ["--peaks", "--peak-radius"])
    #expect(try offers("warp", "--inv") == ["--inverse"])
    #expect(try offers("map", "--peak") == [])
  }

  @Test func `choices are offered`() throws {
    #expect(try offers("align", "--format", "") == ["text", "json", "itk", "matrix"])
    #expect(try offers("overlay", "--style", "e") == ["edges"])
    #expect(
      try offers("align", "--features", "") == ["intensity", "local", "orientation", "color"])
  }

  @Test func `where a picture is read, pictures are offered`() throws {
    for command in ["align", "map", "warp", "overlay"] {
      #expect(try offers(command, "").contains("a photo.png"), "\(command)")
      #expect(try offers(command, "a") == ["a photo.png"], "\(command)")
      #expect(try offers(command, "a photo.png", "a") == ["a photo.png"], "\(command)")
      #expect(try offers(command, "n") == [], "\(command)")
    }
    #expect(try offers("align", "--mask-ref", "") == ["a photo.png", "map.npy"])
    #expect(try offers("align", "a photo.png", "a photo.png", "a") == ["a photo.png"])
  }

  @Test func `where another file is meant, its kind is offered`() throws {
    #expect(try offers("map", "-o", "") == ["a photo.png", "map.npy"])
    #expect(try offers("align", "--map-out", "m") == ["map.npy"])
    #expect(try offers("align", "--wisdom", "p") == ["plans"])
    #expect(try offers("warp", "--pose", "n") == ["notes.txt"])
  }

  @Test(.enabled(if: isInstalled("zsh"), "zsh is missing"))
  func `zsh understands its script`() throws { try expectUnderstood(by: "zsh") }

  @Test(.enabled(if: isInstalled("fish"), "fish is missing"))
  func `fish understands its script`() throws { try expectUnderstood(by: "fish") }

  private static func isInstalled(_ shell: String) -> Bool {
    (try? ToolRun(URL(filePath: "/usr/bin/env"), [shell, "-c", "true"]))?.status == 0
  }

  private func expectUnderstood(by shell: String) throws {
    let run = try ToolRun(
      URL(filePath: "/usr/bin/env"), [shell, "-n", folder.path("completion.\(shell)")])
    #expect(run.status == 0 && run.errors == "", "\(run.errors)")
  }
}
