import Dispatch
import Glibc
import Interactions
import Synchronization

extension Workers {
  /// A thread for each core, at most eight: reading is then as fast as memory.
  package static var threads: Workers { threads(min(8, max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN))))) }

  /// A given number of threads.
  package static func threads(_ count: Int) -> Workers {
    let gate = Gate()
    return Workers(
      count: count,
      run: { pieces, body in
        guard count > 1 else {
          for piece in 0..<pieces { body(piece) }
          return
        }
        DispatchQueue.concurrentPerform(iterations: pieces) { body($0) }
      },
      exclusively: { body in gate.mutex.withLock { _ in body() } },
      willFill: populate)
  }

  private final class Gate: Sendable {
    let mutex = Mutex(())
  }

  /// Gets the pages of a part in one call, right before it is filled: two fifths less time than page by page as they are
  /// met (measured: 52 ms instead of 88 ms for 168 MB), for the processor then still has them at hand.
  ///
  /// Not large pages: where a virtual machine gives its free ones back to its host, getting one again takes 5 ms, ten times
  /// as long as its 512 small ones, and reading a log took anything from 50 ms to 600 ms.
  private static func populate(_ memory: UnsafeMutableRawBufferPointer) {
    let page = 4096
    guard memory.count >= 4 * page, let base = memory.baseAddress else { return }
    let start = (Int(bitPattern: base) + page - 1) / page * page
    let end = (Int(bitPattern: base) + memory.count) / page * page
    // MADV_POPULATE_WRITE of Linux 5.14, which no header of ours names; older systems refuse it, and nothing is lost.
    _ = madvise(UnsafeMutableRawPointer(bitPattern: start), end - start, 23)
  }
}
