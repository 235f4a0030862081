import CMIF
import Testing

@Suite struct InformationMapTests {
  private static let map = InformationMap(
    offsets: OffsetRect(x: -1, y: 2, width: 3, height: 2), normalization: .joint,
    values: [0.1, 0.2, 0.3, 0.4, 0.9, 0.9], overlaps: [1, 2, 3, 4, 5, 6])

  @Test func `a value is addressed by its offset`() {
    let map = Self.map
    #expect(map[Offset(x: -1, y: 2)] == 0.1 && map[Offset(x: 1, y: 2)] == 0.3)
    for i in map.values.indices { #expect(map[map.offset(at: i)] == map.values[i]) }
  }

  @Test func `of equal values the first is the peak`() {
    #expect(Self.map.peak.offset == Offset(x: 0, y: 3) && Self.map.peak.value == 0.9)
  }

  @Test func `an offset beyond the map traps`() async {
    await #expect(processExitsWith: .failure) {
      // Its place in the row-major order would be that of (-1, 3).
      _ = InformationMapTests.map[Offset(x: 2, y: 2)]
    }
    await #expect(processExitsWith: .failure) { _ = InformationMapTests.map[Offset(x: 0, y: 4)] }
  }

  @Test func `values that do not fill a map trap`() async {
    await #expect(processExitsWith: .failure) {
      _ = InformationMap(
        offsets: OffsetRect(x: 0, y: 0, width: 2, height: 2), normalization: .joint,
        values: [0, 0, 0], overlaps: [0, 0, 0, 0])
    }
  }
}
