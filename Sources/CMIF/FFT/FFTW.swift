internal import CFFTW
internal import Synchronization

/// Complex numbers as FFTW's functions take them: the layout is the same.
func forFFTW(_ numbers: UnsafeMutablePointer<Complex>) -> UnsafeMutablePointer<fftw_complex> {
  UnsafeMutableRawPointer(numbers).assumingMemoryBound(to: fftw_complex.self)
}

/// The functions of FFTW that share a state of the whole process: making and destroying plans, and wisdom.
///
/// FFTW allows a single thread at a time in all of them together; only executing plans is free of that rule.
/// So every call goes through `exclusively`. The body must contain that call and nothing else: a body that
/// lets go of the last owner of a plan would wait for itself.
///
/// Files of this folder alone may import `CFFTW`; `FolderTests` checks that.
enum FFTW {
  private static let lock = Mutex(())

  /// Makes a plan with one of FFTW's planning functions.
  static func plan(_ make: () -> fftw_plan?) -> fftw_plan {
    guard let plan = exclusively(make) else {
      fatalError("FFTW has no plan for a transform that it documents")
    }
    return plan
  }

  /// Destroys a plan.
  static func destroy(_ plan: fftw_plan) { exclusively { fftw_destroy_plan(plan) } }

  /// What FFTW has learnt from measurements so far, as text.
  static var wisdom: String {
    guard let text = exclusively({ fftw_export_wisdom_to_string() }) else { return "" }
    // FFTW takes this memory with `malloc`, not with `fftw_malloc`.
    defer { releaseMemory(text) }
    return String(cString: text)
  }

  /// Adds to what FFTW has learnt; false when the text is no wisdom of this version of FFTW.
  static func addWisdom(_ text: String) -> Bool {
    exclusively { fftw_import_wisdom_from_string(text) } != 0
  }

  /// The version of the FFTW that is loaded, like `3.3.10`.
  static var version: String {
    // FFTW says "fftw-3.3.10-sse2-avx".
    let words = String(cString: cmif_fftw_version()).split(separator: "-")
    return words.dropFirst().first.map(String.init) ?? "?"
  }

  private static func exclusively<Result>(_ body: () -> Result) -> Result {
    lock.withLock { _ in
      nonisolated(unsafe) let result = body()
      return result
    }
  }
}
