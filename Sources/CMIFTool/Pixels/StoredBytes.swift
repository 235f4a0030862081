extension StoredNumber {
  /// The number at a place among those that memory holds.
  ///
  /// - Precondition: All bytes of the number are in the memory.
  func value(at place: Int, in memory: UnsafeRawBufferPointer, isBigEndian: Bool) -> Double {
    func bits<Bits: FixedWidthInteger & BitwiseCopyable>(_: Bits.Type) -> Bits {
      let bits = memory.loadUnaligned(fromByteOffset: place * size, as: Bits.self)
      return isBigEndian ? Bits(bigEndian: bits) : Bits(littleEndian: bits)
    }
    return switch self {
    case .bool: bits(UInt8.self) == 0 ? 0 : 1
    case .int8: Double(bits(Int8.self))
    case .uint8: Double(bits(UInt8.self))
    case .int16: Double(bits(Int16.self))
    case .uint16: Double(bits(UInt16.self))
    case .int32: Double(bits(Int32.self))
    case .uint32: Double(bits(UInt32.self))
    case .float32: Double(Float(bitPattern: bits(UInt32.self)))
    case .float64: Double(bitPattern: bits(UInt64.self))
    }
  }

  /// Appends the bytes of the number nearest to a value, little-endian.
  func append(_ value: Double, to bytes: inout [UInt8]) {
    func append<Bits: FixedWidthInteger>(_ bits: Bits) {
      withUnsafeBytes(of: bits.littleEndian) { bytes.append(contentsOf: $0) }
    }
    switch self {
    case .float64: append(value.bitPattern)
    case .float32: append(Float(value).bitPattern)
    case .bool, .int8, .uint8: append(Int8(truncatingIfNeeded: nearestWhole(value)))
    case .int16, .uint16: append(Int16(truncatingIfNeeded: nearestWhole(value)))
    case .int32, .uint32: append(Int32(truncatingIfNeeded: nearestWhole(value)))
    }
  }

  private func nearestWhole(_ value: Double) -> Int {
    guard let numbers = wholeNumbers, !value.isNaN else { return 0 }
    return Int((value + 0.5).rounded(.down).clamped(to: numbers))
  }
}

extension Double {
  fileprivate func clamped(to range: ClosedRange<Double>) -> Double {
    min(max(self, range.lowerBound), range.upperBound)
  }
}
