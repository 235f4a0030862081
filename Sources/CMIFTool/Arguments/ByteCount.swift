import ArgumentParser

/// A number of bytes as it is written on the command line: `512M`, `2G`.
struct ByteCount: ExpressibleByArgument {
  let bytes: Int

  init?(argument: String) {
    let shifts = ["K": 10, "M": 20, "G": 30]
    let shift = argument.last.flatMap { shifts[$0.uppercased()] }
    guard let number = Int(shift == nil ? argument[...] : argument.dropLast()), number > 0,
      number <= Int.max >> (shift ?? 0)
    else { return nil }
    bytes = number << (shift ?? 0)
  }
}
