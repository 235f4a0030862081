import ArgumentParser

extension CompletionKind {
  /// Images of every format that can be read.
  static var images: CompletionKind { files([.png, .npy, .tiff]) }

  /// Files of some formats.
  static func files(_ formats: [FileFormat]) -> CompletionKind {
    .file(extensions: formats.flatMap(\.endings))
  }
}
