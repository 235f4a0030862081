import CMIF

/// A picture that was read from a file.
struct InputPicture: Sendable {
  /// The picture to compare and to show.
  let picture: Picture
  /// The array that the file holds; `nil` for PNG, and for TIFF with samples as in a PNG.
  var array: StoredArray?
  #if TIFF
    /// Where the pixels lie on the earth, as a TIFF may say.
    var geoTags: GeoTags?
  #endif

  var size: Size { picture.size }

  /// The pixels that hold data by what the file says; `nil` where it says nothing.
  var dataMask: Mask? { array?.pixels.dataMask }

  /// The pixels that hold data where a value of the file stands for no data; `nil` for any other rule.
  func mask(noData: NoData) -> Mask? {
    guard let array else { return picture.mask(noData: noData) }
    return array.pixels.mask(noData: noData)
  }

  /// The pixels that the picture includes as a mask: those that are neither black nor transparent, and hold data.
  ///
  /// Black on transparent ground is a drawing in which only opacity tells anything: there the opaque pixels
  /// are included.
  var drawnMask: Mask {
    let bright = bright
    guard let opacity else { return bright }
    let visible = bright.intersection(opacity)
    let isDrawing = !visible.isIncluded.contains(true) && opacity.isIncluded.contains(false)
    return isDrawing ? opacity : visible
  }

  /// The pixels that are not black.
  private var bright: Mask {
    guard let array else {
      let gray = picture.gray
      return Mask(
        width: gray.width, height: gray.height, isIncluded: gray.samples.map { $0 != 0 })
    }
    let colors = array.pixels.model.colorCount
    return array.pixels.mask { pixel in
      pixel.allSatisfy(\.isFinite) && pixel.prefix(colors).contains { $0 != 0 }
    }
  }

  /// The pixels that are not wholly transparent, `nil` where the file has no opacity.
  private var opacity: Mask? {
    guard let array else { return picture.opacityMask }
    return array.pixels.model.hasAlpha ? picture.opacityMask : nil
  }
}
