import Foundation
import Testing

@testable import CMIF

/// `Tests/Confidence/fit.py` and its rows give the constants of the library and the figures of its article.
@Suite(.enabled(if: ConfidenceFit.hasPython, "python3 is missing"))
struct ConfidenceFitTests {
  @Test func `the precision is the fit to the rows, and its shares are those told`() throws {
    let (least, noise) = (Precision.value(prominence: .infinity), Precision.value(prominence: 1))
    let other = (noise * noise - least * least).squareRoot()
    let formula = "precision = sqrt(\(least)^2 + (\(String(format: "%.1f", other)) / p)^2)"
    let lines = try ConfidenceFit.lines()
    #expect(lines.contains("\(formula): 0.73 within, 0.97 within twice"))
    let article = try ConfidenceFit.article()
    #expect(article.contains("73 % of these lie within the precision and 97 % within twice"))
  }

  @Test func `the confidence is a little below the fit to the rows`() throws {
    let lines = try ConfidenceFit.lines()
    let fit = "confidence = 1 / (1 + exp(2.7 - 6.6 ln p)), 0.9 at p = 2.10"
    #expect(lines.contains { $0.hasPrefix(fit) })
    #expect(Confidence.value(prominence: 2.1) < 0.9 && Confidence.value(prominence: 2.2) > 0.9)
    #expect(try ConfidenceFit.article().contains("the fit has 0.9 at a prominence of 2.10"))
  }

  @Test func `as many rows of each confidence are right as the script and the article tell`() throws
  {
    let (rows, lines) = (try ConfidenceFit.rows(), try ConfidenceFit.lines())
    let article = try ConfidenceFit.article()
    let edges = [0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.99]
    for (low, high) in zip(edges, edges.dropFirst() + [.infinity]) {
      let inside = rows.filter {
        (low..<high).contains(Confidence.value(prominence: $0.prominence))
      }
      let right = inside.count { $0.isRight }
      #expect(
        lines.contains { $0.hasSuffix(": \(right) of \(inside.count) right") }, "from \(low)")
      #expect(article.contains("| \(right) | \(inside.count) |"), "from \(low)")
    }
  }
}

/// The script, its rows, and the article that tells of them.
private enum ConfidenceFit {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  private static let folder = root.appending(path: "Tests/Confidence")

  static let hasPython = (try? python(["-c", ""])) != nil

  /// What the script prints.
  static func lines() throws -> [String] {
    try python([folder.appending(path: "fit.py").path]).split(separator: "\n").map(String.init)
  }

  /// The words of the article, however its lines are broken.
  static func article() throws -> String {
    let path = "Sources/CMIF/CMIF.docc/FindingTheRightAnswer.md"
    let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
    return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// The prominence of each row's answer, and whether its error is one that counts as right.
  static func rows() throws -> [(prominence: Double, isRight: Bool)] {
    let text = try String(contentsOf: folder.appending(path: "rows.csv"), encoding: .utf8)
    return try text.split(separator: "\n").dropFirst().map { line in
      let numbers = try line.split(separator: ",").dropFirst(2).map { try #require(Double($0)) }
      return (numbers[0], numbers[1] <= numbers[2])
    }
  }

  private static func python(_ arguments: [String]) throws -> String {
    let (process, pipe) = (Process(), Pipe())
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    struct Failure: Error {}
    guard process.terminationStatus == 0 else { throw Failure() }
    return String(decoding: output, as: UTF8.self)
  }
}
