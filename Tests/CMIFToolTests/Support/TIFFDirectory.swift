/// The one directory of a small little-endian TIFF, to make files of any contents and to look into written ones.
struct TIFFDirectory {
  /// The values of a tag as they are stored.
  struct Entry {
    var type: UInt16
    var count: UInt32
    var bytes: [UInt8]
  }

  var entries: [UInt16: Entry] = [:]
  /// The bytes of the strip.
  var data: [UInt8]
  /// The place of the directory that follows; 0 for none.
  var next: UInt32 = 0

  private static let sizes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8]

  /// A gray picture of samples of 8 bits in one strip.
  init(width: UInt32 = 2, height: UInt32 = 2, data: [UInt8] = [1, 2, 3, 4]) {
    self.data = data
    set(256, width)
    set(257, height)
    set(258, short: 8)
    set(259, short: 1)
    set(262, short: 1)
    set(273, 8)
    set(277, short: 1)
    set(278, height)
    set(279, UInt32(data.count))
  }

  /// Sets a tag to a number of 32 bits.
  mutating func set(_ tag: UInt16, _ value: UInt32) {
    entries[tag] = Entry(type: 4, count: 1, bytes: Self.bytes(value))
  }

  /// Sets a tag to numbers of 16 bits.
  mutating func set(_ tag: UInt16, short values: UInt16...) {
    entries[tag] = Entry(type: 3, count: UInt32(values.count), bytes: values.flatMap(Self.bytes))
  }

  /// The file: the header, the strip, values of more than 4 bytes, and the directory.
  var bytes: [UInt8] {
    var file = data
    var table: [UInt8] = Self.bytes(UInt16(entries.count))
    for (tag, entry) in entries.sorted(by: { $0.key < $1.key }) {
      table += Self.bytes(tag) + Self.bytes(entry.type) + Self.bytes(entry.count)
      if entry.bytes.count > 4 {
        table += Self.bytes(UInt32(8 + file.count))
        file += entry.bytes
      } else {
        table += entry.bytes + Array(repeating: 0, count: 4 - entry.bytes.count)
      }
    }
    let place = Self.bytes(UInt32(8 + file.count))
    return [0x49, 0x49, 42, 0] + place + file + table + Self.bytes(next)
  }

  /// Reads the first directory of a file.
  init(dividing file: [UInt8]) {
    data = []
    func number(at place: Int, _ size: Int) -> Int {
      file[place..<place + size].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
    let start = number(at: 4, 4)
    for index in 0..<number(at: start, 2) {
      let place = start + 2 + 12 * index
      let (type, count) = (number(at: place + 2, 2), number(at: place + 4, 4))
      let length = Self.sizes[type] * count
      let values = length > 4 ? number(at: place + 8, 4) : place + 8
      entries[UInt16(number(at: place, 2))] = Entry(
        type: UInt16(type), count: UInt32(count), bytes: Array(file[values..<values + length]))
    }
  }

  /// The numbers of a tag of 64-bit floating-point numbers; empty where there is no such tag.
  func doubles(_ tag: UInt16) -> [Double] {
    let bytes = entries[tag]?.bytes ?? []
    return stride(from: 0, to: bytes.count, by: 8).map { place in
      Double(bitPattern: bytes[place..<place + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) })
    }
  }

  private static func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }
}
