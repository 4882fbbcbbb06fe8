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
      willFill: adviseLargePages)
  }

  private final class Gate: Sendable {
    let mutex = Mutex(())
  }

  /// Large pages for large columns: a page of 2 MiB costs about as much to get as one of 4 KiB.
  private static func adviseLargePages(_ memory: UnsafeMutableRawBufferPointer) {
    let page = 1 << 21
    guard memory.count >= 2 * page, let base = memory.baseAddress else { return }
    let start = (Int(bitPattern: base) + page - 1) / page * page
    let end = (Int(bitPattern: base) + memory.count) / page * page
    guard end > start else { return }
    // Advice: where the system does not follow it, nothing is lost.
    _ = madvise(UnsafeMutableRawPointer(bitPattern: start), end - start, CInt(MADV_HUGEPAGE))
  }
}
