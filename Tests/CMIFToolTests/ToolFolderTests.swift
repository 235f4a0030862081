import Foundation
import TestSupport
import Testing

/// The tool's folders depend on each other one way.
@Suite struct ToolFolderTests {
  /// A folder may name types of those before it.
  private static let order = [
    "Text", "Errors", "System", "Pixels", "NPY", "PNG", "TIFF", "Pose", "Output", "Pictures",
    "Map", "Search", "Report", "Arguments", "Options", "Batch", "Commands",
  ]

  private let tool: SourceFolders

  init() throws {
    tool = try SourceFolders(
      of: Fixtures.folder.deletingLastPathComponent().appending(path: "Sources/CMIFTool").path)
  }

  @Test func `every folder has its place in the order`() {
    #expect(tool.folders == Set(Self.order))
  }

  @Test func `no file names a type of a later folder`() {
    let homes = tool.homes
    #expect(homes["ToolError"] == "Errors" && homes["TIFFPage"] == "TIFF")
    #expect(homes["Batch"] == "Batch" && homes["AlignCommand"] == "Commands")
    #expect(tool.namesOfLaterFolders(in: Self.order) == [])
    #expect(!tool.namesOfLaterFolders(in: Self.order.reversed()).isEmpty)
  }

  @Test func `each library is imported by the folders of its formats alone`() {
    let libraries = [
      ("CPNG", ["PNG"]), ("CTIFF", ["TIFF", "Pictures"]), ("Foundation", ["Text"]),
    ]
    for (library, folders) in libraries {
      let importers = tool.sources.filter { $0.code.contains("import \(library)") }
      #expect(!importers.isEmpty)
      for source in importers {
        #expect(folders.contains(source.folder), "\(source.folder)/\(source.name)")
      }
    }
  }

  @Test func `comments and strings are no code`() {
    let text =
      "#if TIFF\n  struct A { let a = \"// Pose\" } // Map\n  /* Text */ let b = Size() /// Plane\n#endif"
    let code = SourceFolders.code(of: text)
    #expect(code.contains("\nstruct A") && code.contains("let a") && code.contains("Size()"))
    for word in ["Pose", "Map", "Text", "Plane"] { #expect(!code.contains(word), "\(word)") }
  }
}
