/// What the engine did, to tell where the time went. The answers do not depend on any of it.
package struct EngineStatistics: Sendable {
  /// The number of turns and scales whose every offset was looked at, over all searches that were made for an answer: one
  /// for each search for shifts.
  package internal(set) var poses = 1
  /// The length of the horizontal transforms.
  package internal(set) var transformColumns = 0
  /// The length of the vertical transforms.
  package internal(set) var transformRows = 0
  /// The number of rows that were wanted of each inverse transform.
  package internal(set) var outputRows = 0
  /// The number of tiles of offsets.
  package internal(set) var tiles = 0
  /// The number of threads that worked at the same time.
  package internal(set) var workers = 0
  /// The number of forward transforms of packed field levels.
  package internal(set) var forwardTransforms = 0
  /// The number of inverse transforms.
  package internal(set) var inverseTransforms = 0
  /// The number of forward transforms of kernel levels; the kernel mostly is the template.
  package internal(set) var kernelTransforms = 0
  /// The most counts that rode in one transform.
  package internal(set) var digits = 0
  /// The number of blocks that were done again because a transform strayed from whole numbers.
  package internal(set) var retries = 0
  /// Time spent on making labels.
  package internal(set) var quantizing: Duration = .zero
  /// Time spent on the kernel's spectra before the tiles.
  package internal(set) var kernelSpectra: Duration = .zero
  /// Time spent on transforms, summed over workers.
  package internal(set) var transforms: Duration = .zero
  /// Time spent on counts and entropies, summed over workers.
  package internal(set) var counting: Duration = .zero

  package init() {}

  /// Adds what another search did.
  mutating func addSearch(_ other: EngineStatistics) {
    poses += other.poses
    add(other)
  }

  /// Adds what another worker did.
  mutating func add(_ other: EngineStatistics) {
    forwardTransforms += other.forwardTransforms
    inverseTransforms += other.inverseTransforms
    kernelTransforms += other.kernelTransforms
    digits = max(digits, other.digits)
    retries += other.retries
    quantizing += other.quantizing
    kernelSpectra += other.kernelSpectra
    transforms += other.transforms
    counting += other.counting
  }
}
