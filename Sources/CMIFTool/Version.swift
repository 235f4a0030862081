import CMIF
import CPNG

#if TIFF
  import CTIFF
#endif

/// The versions of the program and of the libraries loaded with it.
enum Version {
  static let number = "0.1.0"

  /// The line that `--version` prints.
  static var text: String {
    var libraries = ["FFTW \(TransformPlanning.libraryVersion)", "libpng \(libpng)"]
    #if TIFF
      libraries.append("libtiff \(libtiff)")
    #endif
    return "cmif \(number) (\(libraries.joined(separator: ", ")))"
  }

  private static var libpng: String { png_get_libpng_ver(nil).map { String(cString: $0) } ?? "?" }

  #if TIFF
    /// The number in the first line of what libtiff says: `LIBTIFF, Version 4.5.0`.
    private static var libtiff: String {
      let line = String(cString: TIFFGetVersion()).prefix { $0 != "\n" }
      return line.split(separator: " ").last.map(String.init) ?? "?"
    }
  #endif
}
