/// Runs `count` independent pieces of work, at most `threads` at once, and hands their results on in order of number.
///
/// What a piece does depends on its number alone and what follows sees the results in order, so the outcome is the same for
/// any number of threads. Results that wait for an earlier one are bounded: no piece begins more than twice `threads` ahead.
func inOrder<Result: Sendable>(
  _ count: Int, threads: Int, _ work: @escaping @Sendable (Int) throws -> Result,
  consume: (Int, Result) throws -> Void
) async throws {
  try await withThrowingTaskGroup(of: (Int, Result).self) { group in
    var started = 0
    var next = 0
    var waiting: [Int: Result] = [:]
    var running = 0
    while next < count {
      while started < count, running < threads, started < next + 2 * threads {
        let index = started
        group.addTask { (index, try work(index)) }
        started += 1
        running += 1
      }
      guard let (index, result) = try await group.next() else { return }
      running -= 1
      waiting[index] = result
      while let ready = waiting.removeValue(forKey: next) {
        try consume(next, ready)
        next += 1
      }
    }
  }
}
