import CMIF
import CPNG

/// The versions of the program and of the libraries loaded with it.
enum Version {
  static let number = "0.1.0"

  /// The line that `--version` prints.
  static var text: String {
    let png = png_get_libpng_ver(nil).map { String(cString: $0) } ?? "?"
    return "cmif \(number) (FFTW \(TransformPlanning.libraryVersion), libpng \(png))"
  }
}
