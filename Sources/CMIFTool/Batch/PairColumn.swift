import ArgumentParser
import CMIF

/// A column of a table that sets an option. Its name is that of the option.
struct PairColumn: Sendable {
  let name: String
  private let parse: @Sendable (String, inout PairOptions) -> Bool

  /// Sets the option to the value of a cell; returns false if the cell holds no such value.
  func set(_ cell: String, in options: inout PairOptions) -> Bool { parse(cell, &options) }

  /// All options of a pair.
  static let all = [
    column("channels", \.images.channels), column("mask-ref", \.images.maskRef),
    column("mask-tmpl", \.images.maskTmpl), column("no-alpha", \.images.noAlpha),
    column("nodata", \.images.nodata), column("nodata-ref", \.images.nodataRef),
    column("nodata-tmpl", \.images.nodataTmpl), column("ignore-ref", \.images.ignoreRef),
    column("ignore-tmpl", \.images.ignoreTmpl), column("max-pixels", \.images.maxPixels),
    column("features", \.labels.features), column("quantizer", \.labels.quantizer),
    column("bins", \.labels.bins), column("bins-ref", \.labels.binsRef),
    column("bins-tmpl", \.labels.binsTmpl),
    column("rotation", \.search.rotation), column("scale", \.search.scale),
    column("mirror", \.search.mirror),
    column("spacing-ref", \.search.spacingRef), column("spacing-tmpl", \.search.spacingTmpl),
    column("exhaustive", \.search.exhaustive),
    column("rotation-step", \.search.rotationStep),
    column("scale-step", \.search.scaleStep), column("rank", \.search.rank),
    column("norm", \.search.norm), column("min-overlap", \.search.minOverlap),
    column("refine", \.search.refine),
    column("near", \.search.place.near), column("within", \.search.place.within),
    column("peaks", \.answers.peaks), column("peak-radius", \.answers.peakRadius),
    column("subpixel", \.answers.subpixel),
  ]

  private static func column<Value: ExpressibleByArgument>(
    _ name: String, _ path: any WritableKeyPath<PairOptions, Value> & Sendable
  ) -> PairColumn {
    PairColumn(name: name) { cell, options in
      guard let value = Value(argument: cell) else { return false }
      options[keyPath: path] = value
      return true
    }
  }

  private static func column<Value: ExpressibleByArgument>(
    _ name: String, _ path: any WritableKeyPath<PairOptions, Value?> & Sendable
  ) -> PairColumn {
    PairColumn(name: name) { cell, options in
      guard let value = Value(argument: cell) else { return false }
      options[keyPath: path] = value
      return true
    }
  }

  /// A column for an option that can be repeated: its cells hold values with blanks between them.
  private static func column<Value: ExpressibleByArgument>(
    _ name: String, _ path: any WritableKeyPath<PairOptions, [Value]> & Sendable
  ) -> PairColumn {
    PairColumn(name: name) { cell, options in
      let words = cell.split(separator: " ")
      let values = words.compactMap { Value(argument: String($0)) }
      guard values.count == words.count else { return false }
      options[keyPath: path] = values
      return true
    }
  }
}
