extension NPYHeader {
  /// The numbers of an array's bytes, row by row, with the channels of a pixel side by side.
  ///
  /// - Precondition: There is a number for each place of the shape.
  func numbers(in bytes: ArraySlice<UInt8>) -> [Double] {
    switch number {
    case .bool: numbers(in: bytes) { (bits: UInt8) in bits == 0 ? 0 : 1 }
    case .int8: numbers(in: bytes) { (bits: Int8) in Double(bits) }
    case .uint8: numbers(in: bytes) { (bits: UInt8) in Double(bits) }
    case .int16: numbers(in: bytes) { (bits: Int16) in Double(bits) }
    case .uint16: numbers(in: bytes) { (bits: UInt16) in Double(bits) }
    case .int32: numbers(in: bytes) { (bits: Int32) in Double(bits) }
    case .uint32: numbers(in: bytes) { (bits: UInt32) in Double(bits) }
    case .float32: numbers(in: bytes) { (bits: UInt32) in Double(Float(bitPattern: bits)) }
    case .float64: numbers(in: bytes) { (bits: UInt64) in Double(bitPattern: bits) }
    }
  }

  private func numbers<Bits: FixedWidthInteger>(
    in bytes: ArraySlice<UInt8>, _ value: (Bits) -> Double
  ) -> [Double] {
    precondition(
      bytes.count == height * width * channels * Bits.bitWidth / 8,
      "\(bytes.count) bytes do not fill the shape \(shape)")
    var numbers: [Double] = []
    numbers.reserveCapacity(height * width * channels)
    bytes.withUnsafeBytes { memory in
      for row in 0..<height {
        for column in 0..<width {
          for channel in 0..<channels {
            let place = place(row, column, channel) * (Bits.bitWidth / 8)
            let bits = memory.loadUnaligned(fromByteOffset: place, as: Bits.self)
            numbers.append(value(isBigEndian ? Bits(bigEndian: bits) : Bits(littleEndian: bits)))
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
