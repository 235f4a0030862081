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
