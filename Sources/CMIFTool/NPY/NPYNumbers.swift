extension NPYHeader {
  /// The numbers of an array's bytes, row by row, with the channels of a pixel side by side.
  ///
  /// - Precondition: There is a number for each place of the shape.
  func numbers(in bytes: ArraySlice<UInt8>) -> [Double] {
    precondition(
      bytes.count == height * width * channels * number.size,
      "\(bytes.count) bytes do not fill the shape \(shape)")
    var numbers: [Double] = []
    numbers.reserveCapacity(height * width * channels)
    bytes.withUnsafeBytes { memory in
      for row in 0..<height {
        for column in 0..<width {
          for channel in 0..<channels {
            let place = place(row, column, channel)
            numbers.append(number.value(at: place, in: memory, isBigEndian: isBigEndian))
          }
        }
      }
    }
    return numbers
  }

  /// The place of a number among all that are stored.
  private func place(_ row: Int, _ column: Int, _ channel: Int) -> Int {
    isFortranOrder
      ? row + height * (column + width * channel) : (row * width + column) * channels + channel
  }
}

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
}
