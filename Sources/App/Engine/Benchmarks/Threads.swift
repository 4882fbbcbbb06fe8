import Glibc
import Synchronization

/// Does pieces of work on so many threads of its own, and returns what they came to in order of the pieces.
///
/// For measuring what threads bring: the pool of tasks has as many as the machine has cores, which a benchmark must choose.
func onThreads(_ threads: Int, pieces: Int, _ work: @escaping @Sendable (Int) -> Int) -> [Int] {
  let job = ThreadedJob(pieces: pieces, work)
  var handles: [pthread_t] = []
  for _ in 1..<threads {
    var handle = pthread_t()
    let context = Unmanaged.passRetained(job)
    let status = pthread_create(
      &handle, nil,
      { context in
        context.map { Unmanaged<ThreadedJob>.fromOpaque($0).takeRetainedValue().run() }
        return nil
      }, context.toOpaque())
    if status == 0 { handles.append(handle) } else { context.release() }
  }
  job.run()
  for handle in handles { pthread_join(handle, nil) }
  return job.results
}

/// Pieces of work that threads take one after the other.
private final class ThreadedJob: Sendable {
  private let work: @Sendable (Int) -> Int
  private let pieces: Int
  private let state: Mutex<(next: Int, results: [Int])>

  init(pieces: Int, _ work: @escaping @Sendable (Int) -> Int) {
    self.work = work
    self.pieces = pieces
    state = Mutex((0, [Int](repeating: 0, count: pieces)))
  }

  var results: [Int] { state.withLock { $0.results } }

  func run() {
    while true {
      let piece = state.withLock { state in
        state.next += 1
        return state.next - 1
      }
      guard piece < pieces else { return }
      let result = work(piece)
      state.withLock { $0.results[piece] = result }
    }
  }
}
