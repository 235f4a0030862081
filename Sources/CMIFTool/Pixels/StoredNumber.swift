/// The types of numbers in the arrays of NumPy and of TIFF that are read and written; the raw value is NumPy's code for
/// the type.
enum StoredNumber: String, CaseIterable, Sendable {
  case bool = "b1"
  case int8 = "i1"
  case uint8 = "u1"
  case int16 = "i2"
  case uint16 = "u2"
  case int32 = "i4"
  case uint32 = "u4"
  case float32 = "f4"
  case float64 = "f8"

  /// The number of bytes.
  var size: Int {
    switch self {
    case .bool, .int8, .uint8: 1
    case .int16, .uint16: 2
    case .int32, .uint32, .float32: 4
    case .float64: 8
    }
  }

  /// The numbers that the type can hold; `nil` for floating-point numbers.
  var wholeNumbers: ClosedRange<Double>? {
    switch self {
    case .bool: 0...1
    case .int8: Double(Int8.min)...Double(Int8.max)
    case .uint8: 0...Double(UInt8.max)
    case .int16: Double(Int16.min)...Double(Int16.max)
    case .uint16: 0...Double(UInt16.max)
    case .int32: Double(Int32.min)...Double(Int32.max)
    case .uint32: 0...Double(UInt32.max)
    case .float32, .float64: nil
    }
  }

  /// Whether the type can hold a number, if only rounded to its precision.
  func holds(_ number: Double) -> Bool {
    wholeNumbers.map { $0.contains(number) && number == number.rounded() } ?? true
  }

  /// The bits of a sample that holds every number of the type; `nil` where 16 are too few.
  var sampleBits: Int? {
    switch self {
    case .bool: 1
    case .int8, .uint8: 8
    case .int16, .uint16: 16
    case .int32, .uint32, .float32, .float64: nil
    }
  }
}
