/// What the engine did: for `--timings` and for benchmarks.
public struct EngineStatistics: Sendable {
  /// The number of turns and scales whose every offset was looked at.
  public internal(set) var poses = 1
  /// The length of the horizontal and of the vertical transforms.
  public internal(set) var transformColumns = 0
  public internal(set) var transformRows = 0
  /// The number of rows that were wanted of each inverse transform.
  public internal(set) var outputRows = 0
  /// The number of tiles and of workers.
  public internal(set) var tiles = 0
  public internal(set) var workers = 0
  /// Forward transforms of packed reference levels.
  public internal(set) var forwardTransforms = 0
  /// Inverse transforms.
  public internal(set) var inverseTransforms = 0
  /// Forward transforms of template levels.
  public internal(set) var templateTransforms = 0
  /// The most counts that rode in one transform.
  public internal(set) var digits = 0
  /// Blocks that were done again because a transform strayed from whole numbers.
  public internal(set) var retries = 0
  /// Time spent on making labels.
  public internal(set) var quantizing: Duration = .zero
  /// Time spent, summed over workers.
  public internal(set) var templateSpectra: Duration = .zero
  public internal(set) var transforms: Duration = .zero
  public internal(set) var counting: Duration = .zero

  public init() {}

  /// Adds what another worker did.
  mutating func add(_ other: EngineStatistics) {
    forwardTransforms += other.forwardTransforms
    inverseTransforms += other.inverseTransforms
    templateTransforms += other.templateTransforms
    digits = max(digits, other.digits)
    retries += other.retries
    quantizing += other.quantizing
    templateSpectra += other.templateSpectra
    transforms += other.transforms
    counting += other.counting
  }
}
