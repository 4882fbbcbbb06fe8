import Glibc
import Synchronization

/// Work done one piece after another on a thread of its own, which gives way to all others: a training must not keep those
/// who are asked for lists from the processor.
final class QuietQueue: Sendable {
  private struct State {
    var pieces: [@Sendable () -> Void] = []
    var isRunning = false
  }

  /// Steps of niceness, of 19. Threads that the work begins inherit it; those of a pool that others began do not.
  private static let niceness: Int32 = 10
  private let state = Mutex(State())

  /// Adds a piece; a thread is there as long as there is work.
  func async(_ piece: @escaping @Sendable () -> Void) {
    let mustStart = state.withLock { state in
      state.pieces.append(piece)
      defer { state.isRunning = true }
      return !state.isRunning
    }
    guard mustStart else { return }
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    pthread_attr_setstacksize(&attributes, 8 << 20)
    var thread = pthread_t()
    let queue = Unmanaged.passRetained(self)
    let failure = pthread_create(
      &thread, &attributes,
      { queue in
        guard let queue else { return nil }
        // Of this thread alone on Linux.
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, QuietQueue.niceness)
        Unmanaged<QuietQueue>.fromOpaque(queue).takeRetainedValue().work()
        return nil
      }, queue.toOpaque())
    pthread_attr_destroy(&attributes)
    if failure != 0 {
      // Without a thread more, this one must do it.
      queue.release()
      work()
    }
  }

  private func work() {
    while true {
      let piece = state.withLock { state -> (@Sendable () -> Void)? in
        guard !state.pieces.isEmpty else {
          state.isRunning = false
          return nil
        }
        return state.pieces.removeFirst()
      }
      guard let piece else { return }
      piece()
    }
  }
}
