import Testing

@testable import CMIF

@Suite struct MemoryBudgetTests {
  @Test func `as many workers as fit beside what they share, up to a limit`() throws {
    let budget = MemoryBudget(total: 1000, shared: 300).sharing(100)
    #expect(try budget.workers(upTo: 9, bytesEach: 200) == 3)
    #expect(try budget.workers(upTo: 2, bytesEach: 200) == 2)
    #expect(try budget.workers(upTo: 9, bytesEach: 600) == 1)
  }

  @Test func `a refusal names what one worker needs with all that is shared, and the whole limit`()
  {
    let budget = MemoryBudget(total: 1000, shared: 300)
    #expect(throws: CMIFError.memoryLimit(neededBytes: 1001, allowedBytes: 1000)) {
      try budget.workers(upTo: 9, bytesEach: 701)
    }
    #expect(throws: CMIFError.memoryLimit(neededBytes: 2001, allowedBytes: 1000)) {
      try budget.sharing(1700).workers(upTo: 9, bytesEach: 1)
    }
  }

  @Test func `shares of a budget and what is shared add up to no more than all of it`() {
    for workers in 1...7 {
      let budget = MemoryBudget(total: 1000, shared: 300)
      let share = budget.share(among: workers)
      #expect(share.shared + workers * share.available <= budget.total)
      #expect(share.shared + workers * (share.available + 1) > budget.total)
    }
  }
}
