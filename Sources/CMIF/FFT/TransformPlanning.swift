/// How FFTW finds its plans: by estimate, unless measuring is asked for.
///
/// A plan is FFTW's way to do transforms of one shape; some ways are faster than others. All computations of a process
/// find their plans in the same way. No bit of an answer depends on the plans.
public enum TransformPlanning {
  /// Measures which plans are fastest from now on, instead of estimating it.
  ///
  /// Plans are measured when a computation first needs a shape: a tenth of a second or more for each, once in a process,
  /// or next to nothing where `wisdom` holds that shape already. Computations that are running keep their
  /// estimated plans. Measuring pays for many computations of one size; ``wisdom()`` keeps the outcome for
  /// later processes.
  ///
  /// - Parameter wisdom: The text of ``wisdom()`` from an earlier process, or `nil` to start without.
  /// - Returns: Whether the wisdom could be read; true when none is given. FFTW reads none of another version
  ///   of its own. Plans are measured either way.
  public static func measure(wisdom: String?) -> Bool { Planner.shared.measure(wisdom: wisdom) }

  /// What has been measured in this process, or read by ``measure(wisdom:)``, as a text of some kilobytes.
  ///
  /// The text is valid for the machine and the version of FFTW that made it; elsewhere it may name slow plans.
  public static func wisdom() -> String { FFTW.wisdom }

  /// The version of the FFTW that is loaded, like `3.3.10`.
  public static var libraryVersion: String { FFTW.version }
}
