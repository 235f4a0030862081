/// A page of HTML that shows the overlays of a table's pairs, the least sure first.
///
/// It has no script and asks for nothing but the pictures beside it. All texts are escaped.
struct OverlayPage {
  /// What is shown of a pair.
  struct Entry: Sendable, Comparable {
    let row: Int
    let reference: String
    let template: String
    /// The confidence, `nil` where there is no alignment.
    let confidence: Double?
    /// The file of the overlay, if there is one.
    let picture: String?
    let notes: [String]

    /// Pairs without an alignment come first, then those with little confidence, then those of earlier rows.
    static func < (a: Entry, b: Entry) -> Bool {
      (a.confidence ?? -1, a.row) < (b.confidence ?? -1, b.row)
    }
  }

  let entries: [Entry]

  var html: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <title>cmif batch: \(entries.count) pairs</title>
    <style>
    body { margin: 1em; background: #222; color: #ddd; font: 13px/1.3 sans-serif; }
    main { display: flex; flex-wrap: wrap; gap: 12px; align-items: flex-start; }
    figure { width: \(SmallOverlay.side)px; margin: 0; overflow-wrap: anywhere; }
    img { width: 100%; image-rendering: pixelated; }
    p { margin: 2px 0; color: #aaa; }
    </style>
    </head>
    <body>
    <h1>\(entries.count) pairs, the least sure first</h1>
    <main>
    \(entries.map(\.html).joined(separator: "\n"))
    </main>
    </body>
    </html>

    """
  }
}

extension OverlayPage.Entry {
  fileprivate var html: String {
    let image = picture.map {
      "<img src=\"\($0.escapedForHTML)\" alt=\"The overlay of row \(row)\" loading=\"lazy\">\n"
    }
    let sureness = confidence.map { "confidence \(Number.rounded($0, decimals: 4))" }
    let lines = [reference, template] + notes
    return """
      <figure id="row-\(row)">
      \(image ?? "")<figcaption><b>Row \(row): \(sureness ?? "no alignment")</b>
      \(lines.map { "<p>\($0.escapedForHTML)</p>" }.joined(separator: "\n"))
      </figcaption>
      </figure>
      """
  }
}

extension String {
  /// The text as HTML shows it, in elements and in quoted attributes. Control characters are written as escapes.
  fileprivate var escapedForHTML: String {
    unicodeScalars.map { scalar in
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&quot;"
      case "'": "&#39;"
      case _ where scalar.properties.generalCategory == .control: scalar.escaped(asASCII: true)
      default: String(scalar)
      }
    }.joined()
  }
}
