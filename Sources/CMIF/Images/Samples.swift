/// The samples of a ``Plane``, row-major: whole numbers of 32 bits, which take a byte each where all are 0 to 255.
public struct Samples: RandomAccessCollection, Sendable, Equatable {
  /// The samples where each takes a byte; empty otherwise.
  private let bytes: [UInt8]
  /// The samples where one of them does not fit a byte; empty otherwise.
  private let numbers: [Int32]

  /// Takes numbers; they are kept as bytes where all fit.
  public init(_ numbers: [Int32]) {
    let isSmall = numbers.allSatisfy { (0...255).contains($0) }
    self.bytes = isSmall ? numbers.map { UInt8($0) } : []
    self.numbers = isSmall ? [] : numbers
  }

  /// Takes numbers from 0 to 255.
  public init(bytes: [UInt8]) {
    self.bytes = bytes
    numbers = []
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { numbers.isEmpty ? bytes.count : numbers.count }

  /// The sample of a pixel.
  public subscript(index: Int) -> Int32 {
    numbers.isEmpty ? Int32(bytes[index]) : numbers[index]
  }
}

extension Samples: ExpressibleByArrayLiteral {
  public init(arrayLiteral elements: Int32...) { self.init(elements) }
}
