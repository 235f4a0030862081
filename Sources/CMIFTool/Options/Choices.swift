public import ArgumentParser
public import CMIF

// Choices of the library that the command line spells by their names.
extension Interpolation: ExpressibleByArgument {}
extension Overlay: ExpressibleByArgument {}

extension CompletionKind {
  /// Images of every format that can be read.
  static var images: CompletionKind { files([.png, .npy, .tiff]) }

  /// Files of some formats.
  static func files(_ formats: [FileFormat]) -> CompletionKind {
    .file(extensions: formats.flatMap(\.endings))
  }
}
