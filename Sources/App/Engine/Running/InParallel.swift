/// Runs `count` independent pieces of work on all cores, or on some, and returns their results in order.
///
/// What a piece does depends on its number alone, so results are the same on any number of cores.
///
/// - Parameter threads: most pieces at once; as many as there are cores where it is nil.
func inParallel<Result: Sendable>(
  _ count: Int, threads: Int? = nil, progress: @escaping @Sendable (Double) -> Void = { _ in },
  _ work: @escaping @Sendable (Int) -> Result
) async -> [Result] {
  await withTaskGroup(of: (Int, Result).self) { group in
    let first = min(count, threads ?? count)
    for index in 0..<first { group.addTask { (index, work(index)) } }
    var results = [Result?](repeating: nil, count: count)
    var (done, next) = (0, first)
    for await (index, result) in group {
      results[index] = result
      done += 1
      progress(Double(done) / Double(count))
      guard next < count else { continue }
      let begun = next
      next += 1
      group.addTask { (begun, work(begun)) }
    }
    return results.compactMap { $0 }
  }
}
