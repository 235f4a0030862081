/// The samples of a ``Plane``, row-major: whole numbers of 32 bits, which take a byte each where all are 0 to 255, and two
/// where the largest is no more than 65,535 above the smallest.
public struct Samples: RandomAccessCollection, Sendable {
  /// The samples where each takes a byte; empty otherwise.
  private let bytes: [UInt8]
  /// The samples, less `base`, where each takes two bytes; empty otherwise.
  private let words: [UInt16]
  private let base: Int32
  /// The samples where one of them does not fit two bytes; empty otherwise.
  private let numbers: [Int32]

  /// Takes numbers; they are kept as bytes where all fit, or as two bytes each.
  public init(_ numbers: [Int32]) {
    let (low, high) = Self.range(of: numbers)
    if low >= 0, high <= 255 {
      self.init(bytes: numbers.map { UInt8($0) })
    } else if Int(high) - Int(low) < 1 << 16 {
      self.init(words: numbers.map { UInt16($0 - low) }, above: low)
    } else {
      self.init(bytes: [], words: [], base: 0, numbers: numbers)
    }
  }

  /// Takes numbers from 0 to 255.
  public init(bytes: [UInt8]) {
    self.init(bytes: bytes, words: [], base: 0, numbers: [])
  }

  /// Takes numbers by what they are above another one; all sums must fit 32 bits.
  init(words: [UInt16], above base: Int32) {
    self.init(bytes: [], words: words, base: base, numbers: [])
  }

  private init(bytes: [UInt8], words: [UInt16], base: Int32, numbers: [Int32]) {
    (self.bytes, self.words, self.base, self.numbers) = (bytes, words, base, numbers)
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { bytes.count + words.count + numbers.count }

  /// The sample of a pixel.
  public subscript(index: Int) -> Int32 {
    if !bytes.isEmpty { return Int32(bytes[index]) }
    return words.isEmpty ? numbers[index] : base + Int32(words[index])
  }

  /// What is made of each sample.
  func map<Made>(_ make: (Int32) -> Made) -> [Made] {
    if !bytes.isEmpty { return bytes.map { make(Int32($0)) } }
    return words.isEmpty ? numbers.map(make) : words.map { make(base + Int32($0)) }
  }

  /// The smallest and the largest sample, where there is one.
  var range: (low: Int32, high: Int32) {
    if !bytes.isEmpty {
      let (low, high) = Self.range(of: bytes)
      return (Int32(low), Int32(high))
    }
    guard !words.isEmpty else { return Self.range(of: numbers) }
    let (low, high) = Self.range(of: words)
    return (base + Int32(low), base + Int32(high))
  }

  private static func range<Number: FixedWidthInteger>(
    of numbers: [Number]
  ) -> (low: Number, high: Number) {
    var (low, high) = (Number.max, Number.min)
    for number in numbers { (low, high) = (Swift.min(low, number), Swift.max(high, number)) }
    return (low, high)
  }
}

extension Samples: Equatable {
  /// Whether all samples are the same, however they are kept.
  public static func == (one: Samples, other: Samples) -> Bool { one.elementsEqual(other) }
}

extension Samples: ExpressibleByArrayLiteral {
  public init(arrayLiteral elements: Int32...) { self.init(elements) }
}
