extension Tiling {
  /// The work that tiles divide: a window that slides over an image.
  struct Workload: Sendable {
    /// The offsets wanted: where the window's first pixel lies on the image.
    var domain: OffsetRect
    /// The part of the image that holds all pixels that take part.
    var image: PixelRect
    /// The size of the window.
    var window: Size
    /// How far around a tile offsets are needed as well, within the domain.
    var halo: Int
    /// How far around the domain they are needed, at most `halo`.
    var margin: Int
    /// The most levels of a field of counting.
    var fieldLevels: Int
    /// The most levels of a kernel of counting.
    var kernelLevels: Int
    var channels: Int
    /// The number of features whose information is kept apart.
    var features = 1
    /// The number of digits that a transform is expected to carry.
    var digits: Int
    /// The most blocks of a tile.
    var mostBlocks = 1
    /// Spectra beside those of counting: shared by all workers, and of each.
    var extraSpectra = (shared: 0, worker: 0)
  }
}

extension Tiling.Workload {
  /// One axis of the workload.
  struct Axis {
    /// The first offset and the number of offsets, margin not included.
    let start: Int
    let count: Int
    let halo: Int
    let margin: Int
    let image: Range<Int>
    let window: Int

    /// The shortest transform that serves the whole axis with a single tile.
    ///
    /// The tile touches the pixels `low ..< high`, of which `first ..< last` are in the image. A
    /// pixel below `first` shares its place with one `length` further on, which must not be in the
    /// image; likewise beyond `last`.
    var wrappedLength: Int {
      let outputs = count + 2 * margin
      let low = start - margin
      let high = low + outputs + window - 1
      let first = max(low, image.lowerBound)
      let last = max(first, min(high, image.upperBound))
      return max(outputs, window, last - low, high - first)
    }

    /// The length of a tile, when equal tiles are as few as a transform of a length allows for each block.
    func tileLength(transform length: Int, blocks: Int = 1) -> Int {
      if length >= wrappedLength { return count }
      let limit = blocks * (length - window + 1) - 2 * halo
      precondition(limit > 0, "a transform of \(length) is too short for a window of \(window)")
      let parts = (count + limit - 1) / limit
      return (count + parts - 1) / parts
    }

    /// The lengths worth trying: from the shortest that yields an offset to the first that serves the
    /// whole axis.
    func lengths(among all: [Int]) -> [Int] {
      let shortest = min(window + 2 * halo, wrappedLength)
      let usable = all.filter { $0 >= shortest }
      let end = usable.firstIndex { $0 >= wrappedLength }.map { $0 + 1 } ?? usable.count
      return Array(usable[..<end])
    }
  }

  /// The transforms worth trying, each with the kernel's spectra kept and made anew.
  var transforms: [(shape: TransformShape, keepsSpectra: Bool)] {
    let rows = vertical.lengths(among: TransformShape.rowLengths)
    return horizontal.lengths(among: TransformShape.columnLengths).flatMap { columns in
      rows.flatMap { rows in
        [true, false].map { (TransformShape(columns: columns, rows: rows), $0) }
      }
    }
  }

  var horizontal: Axis {
    Axis(
      start: domain.x, count: domain.width, halo: halo, margin: margin,
      image: image.columns, window: window.width)
  }

  var vertical: Axis {
    Axis(
      start: domain.y, count: domain.height, halo: halo, margin: margin,
      image: image.rows, window: window.height)
  }
}
