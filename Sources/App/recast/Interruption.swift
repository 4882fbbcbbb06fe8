import Glibc
import Synchronization

/// Ctrl-C and SIGTERM: what lies half-written is removed, and the program says so and ends with 128 and the signal's number.
///
/// Both signals are blocked in every thread and one thread waits for them, so nothing here runs in a signal handler. A
/// result that is being put in place is put in place first: its renames take milliseconds.
enum Interruption {
  private struct State {
    var isWriting = false
    /// A signal that came while a result was put in place.
    var pending: Int32?
    /// Whether the command writes nothing but by `writing`, so that a stop leaves nothing.
    var leavesNothing = false
    var temporaryFiles: Set<String> = []
  }
  private static let state = Mutex(State())

  /// Begins to watch; called before there is a second thread, for threads take the mask of the one that makes them.
  static func watch() {
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] {
      // A job in a shell's background ignores Ctrl-C; so it stays.
      var inherited = sigaction()
      sigaction(number, nil, &inherited)
      let handler = unsafeBitCast(inherited.__sigaction_handler.sa_handler, to: Int.self)
      if handler != 1 { sigaddset(&signals, number) }
    }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    var thread = pthread_t()
    let waiting = Unmanaged.passRetained(Waiting(signals))
    pthread_create(
      &thread, nil,
      { argument in
        if let argument {
          Interruption.wait(Unmanaged<Waiting>.fromOpaque(argument).takeRetainedValue().signals)
        }
        return nil
      }, waiting.toOpaque())
    pthread_detach(thread)
  }

  private final class Waiting {
    let signals: sigset_t
    init(_ signals: sigset_t) { self.signals = signals }
  }

  private static func wait(_ signals: sigset_t) {
    var signals = signals
    var number: Int32 = 0
    while sigwait(&signals, &number) == 0 {
      state.withLock { state in
        if state.isWriting { state.pending = number } else { stop(number, state) }
      }
    }
  }

  private static func stop(_ number: Int32, _ state: State) -> Never {
    for path in state.temporaryFiles { unlink(path) }
    Terminal.say(state.leavesNothing ? "stopped; nothing was written." : "stopped.")
    // Not `exit`: other threads are still at work on what it would tear down.
    _exit(128 + number)
  }

  /// From here on a stop leaves nothing behind but what `writing` has put in place.
  static func leavesNothing() { state.withLock { $0.leavesNothing = true } }

  /// A file that is removed when the program is stopped, until it is `settled`.
  static func isTemporary(_ path: String) { state.withLock { _ = $0.temporaryFiles.insert(path) } }

  /// The file has been renamed or removed.
  static func settled(_ path: String) { state.withLock { _ = $0.temporaryFiles.remove(path) } }

  /// Puts a result in place; a signal that comes meanwhile ends the program right after.
  static func writing<Result>(_ body: () throws -> Result) rethrows -> Result {
    state.withLock { $0.isWriting = true }
    defer {
      state.withLock { state in
        state.isWriting = false
        if let number = state.pending {
          Terminal.say("stopped; what had been written is whole.")
          _exit(128 + number)
        }
      }
    }
    return try body()
  }
}
