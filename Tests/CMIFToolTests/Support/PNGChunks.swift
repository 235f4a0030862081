/// The chunks of a PNG file, as far as it can be divided.
struct PNGChunks {
  var all: [(name: String, data: [UInt8])] = []
  private var rest: ArraySlice<UInt8> = []

  init(_ file: [UInt8]) {
    rest = file.dropFirst(PNGBytes.signature.count)
    while rest.count >= 12 {
      let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
      guard length <= rest.count - 12 else { break }
      // One character a byte, whatever the bytes are.
      let name = rest.dropFirst(4).prefix(4).map { Character(UnicodeScalar($0 & 0x7F)) }
      all.append((String(name), Array(rest.dropFirst(8).prefix(length))))
      rest = rest.dropFirst(12 + length)
    }
  }

  /// The file with right signature and checksums. Bytes that are no chunk stay at the end.
  var repaired: [UInt8] {
    PNGBytes.signature + all.flatMap { PNGBytes.chunk($0.name, $0.data) } + rest
  }
}
