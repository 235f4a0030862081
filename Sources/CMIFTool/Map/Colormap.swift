/// The colours of a map's picture.
enum Colormap: String, CaseIterable {
  /// Black to white.
  case gray
  /// Dark blue over green to yellow, perceptually uniform.
  case viridis
  /// Black over purple and orange to cream, perceptually uniform.
  case magma

  /// Red, green and blue of 256 colours; `nil` for gray, which needs no table.
  var colors: [SIMD3<UInt8>]? {
    switch self {
    case .gray: nil
    case .viridis: Self.colors(Self.viridisTable)
    case .magma: Self.colors(Self.magmaTable)
    }
  }

  /// The colours of a table, six hexadecimal digits each.
  private static func colors(_ table: String) -> [SIMD3<UInt8>] {
    table.utf8.reduce(into: (colors: [SIMD3<UInt8>](), digits: [UInt8]())) { state, byte in
      guard let digit = Character(UnicodeScalar(byte)).hexDigitValue else { return }
      state.digits.append(UInt8(digit))
      guard state.digits.count == 6 else { return }
      let d = state.digits
      state.colors.append(SIMD3(d[0] << 4 | d[1], d[2] << 4 | d[3], d[4] << 4 | d[5]))
      state.digits.removeAll()
    }.colors
  }
}
