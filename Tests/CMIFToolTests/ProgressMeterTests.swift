import Testing

@testable import CMIFTool

@Suite struct ProgressMeterTests {
  private let start = ContinuousClock.now
  private var meter: ProgressMeter

  init() { meter = ProgressMeter(at: start) }

  private mutating func bar(_ done: Int, of total: Int, after seconds: Double) -> String? {
    meter.bar(done: done, of: total, at: start + .seconds(seconds))
  }

  @Test mutating func `nothing is shown within the first second`() {
    #expect(bar(1, of: 10, after: 0.5) == nil)
    #expect(bar(9, of: 10, after: 1) == nil)
    #expect(bar(9, of: 10, after: 1.5) != nil)
  }

  @Test mutating func `the bar tells the share done and the time left at this pace`() {
    #expect(
      bar(1, of: 4, after: 2) == "[#######.......................] 25 %, 6 s left")
    #expect(
      bar(3, of: 4, after: 6) == "[######################........] 75 %, 2 s left")
    #expect(
      bar(4, of: 4, after: 8) == "[##############################] 100 %, 0 s left")
  }

  @Test mutating func `the bar is drawn anew for another percent alone, and never goes back`() {
    #expect(bar(500, of: 1000, after: 2) != nil)
    #expect(bar(501, of: 1000, after: 3) == nil)
    #expect(bar(498, of: 1000, after: 4) == nil)
    #expect(bar(510, of: 1000, after: 5) != nil)
  }

  @Test mutating func `reports that come late do not start the bar again`() {
    #expect(bar(100, of: 100, after: 2) != nil)
    for late in [99, 98, 93] { #expect(bar(late, of: 100, after: 2.1) == nil) }
  }

  @Test(arguments: [0.5, 20]) mutating func `a second search starts the bar again`(end: Double) {
    _ = bar(50, of: 100, after: end / 2)
    _ = bar(100, of: 100, after: end)
    #expect(bar(10, of: 400, after: 30) == "[..............................] 2 %")
    #expect(
      bar(210, of: 400, after: 40) == "[###############...............] 52 %, 9 s left")
    #expect(
      bar(400, of: 400, after: 50) == "[##############################] 100 %, 0 s left")
  }

  @Test mutating func `work without parts shows nothing`() {
    #expect(bar(0, of: 0, after: 2) == nil)
    #expect(bar(0, of: 10, after: 2) == nil)
  }
}
