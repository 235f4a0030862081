/// A file's name as the system compares names: byte by byte.
///
/// Two strings are equal when they show the same characters, but an accented letter in one character and
/// one in two make two names.
struct FileName: Hashable {
  private let bytes: [UInt8]

  init(_ name: String) { bytes = Array(name.utf8) }
}
