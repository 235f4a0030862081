import Foundation
import TestSupport
import Testing

/// The library's folders depend on each other one way, as its overview says.
@Suite struct FolderTests {
  /// The path of the data: a folder may name types of those before it.
  private static let order = [
    "Platform", "Geometry", "FFT", "Images", "Labels", "Information", "Counting", "Tiling",
    "Ranking", "Answers", "Polish", "Search", "Evidence", "Checks", "Alignment",
  ]

  private let library: SourceFolders

  init() throws {
    library = try SourceFolders(
      of: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Sources/CMIF").path)
  }

  @Test func `every folder has its place in the order`() {
    #expect(library.folders == Set(Self.order))
  }

  @Test func `no file names a type of a later folder`() {
    let homes = library.homes
    #expect(homes["Point"] == "Geometry" && homes["RealTransform"] == "FFT")
    #expect(homes["Aligner"] == "Alignment")
    #expect(library.namesOfLaterFolders(in: Self.order) == [])
    #expect(!library.namesOfLaterFolders(in: Self.order.reversed()).isEmpty)
  }

  @Test func `FFTW is imported in the folder FFT alone`() {
    let importers = library.sources.filter { $0.code.contains(/import\s+CFFTW/) }
    #expect(!importers.isEmpty && importers.allSatisfy { $0.folder == "FFT" })
  }

  @Test func `Foundation is not imported`() {
    #expect(!library.sources.contains { $0.code.contains(/import\s+Foundation/) })
  }
}
