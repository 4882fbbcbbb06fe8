/// Runs `count` independent pieces of work on all cores and returns their results in order.
///
/// What a piece does depends on its number alone, so results are the same on any number of cores.
func inParallel<Result: Sendable>(
  _ count: Int, progress: @escaping @Sendable (Double) -> Void = { _ in },
  _ work: @escaping @Sendable (Int) -> Result
) async -> [Result] {
  await withTaskGroup(of: (Int, Result).self) { group in
    for index in 0..<count { group.addTask { (index, work(index)) } }
    var results = [Result?](repeating: nil, count: count)
    var done = 0
    for await (index, result) in group {
      results[index] = result
      done += 1
      progress(Double(done) / Double(count))
    }
    return results.compactMap { $0 }
  }
}
