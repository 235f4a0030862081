/// A file's name, compared byte by byte as the system does.
///
/// Swift's strings are equal if they show the same characters. But an accented letter can be one scalar or
/// two, and these are two names.
struct FileName: Hashable {
  private let bytes: [UInt8]

  init(_ name: String) { bytes = Array(name.utf8) }
}
