extension OutputDefect {
  /// Throws where there is no memory to draw a picture, in arrays that take so many bytes at once.
  static func checkMemory(width: Int, height: Int, bytes: Int) throws(OutputDefect) {
    guard Memory.isAvailableInParts(bytes: bytes) else {
      throw .memory(width: width, height: height)
    }
  }
}
