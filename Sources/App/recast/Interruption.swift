import Glibc
import Synchronization
import WholeFiles

/// Ctrl-C and SIGTERM: what lies half-written is removed, and the program says so and ends with 128 and the signal's number.
///
/// The signal's handler only writes a byte into a pipe; a thread that reads it does all else. A result that is being put in
/// place is put in place first: its renames take milliseconds.
enum Interruption {
  private struct State {
    var isWriting = false
    /// A signal that came while a result was put in place.
    var pending: Int32?
    /// Whether the command writes nothing but by `writing`, so that a stop leaves nothing.
    var leavesNothing = false
    /// Whether finished parts are kept from which the same command goes on.
    var keepsParts = false
    /// What is done instead of ending, once.
    var request: (@Sendable () -> Void)?
  }
  private static let state = Mutex(State())

  /// The pipe between the handler and the thread; −1 twice where the system has none to give.
  private static let pipeEnds: [Int32] = {
    var ends: [Int32] = [-1, -1]
    _ = pipe(&ends)
    return ends
  }()

  /// Begins to watch.
  static func watch() {
    guard pipeEnds[0] >= 0 else { return }
    for number in [SIGINT, SIGTERM] {
      // A job in a shell's background ignores Ctrl-C; so it stays.
      var inherited = sigaction()
      sigaction(number, nil, &inherited)
      guard unsafeBitCast(inherited.__sigaction_handler.sa_handler, to: Int.self) != 1 else { continue }
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { number in
        let error = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = Glibc.write(Interruption.pipeEnds[1], &byte, 1)
        errno = error
      }
      action.sa_flags = SA_RESTART
      sigaction(number, &action, nil)
    }
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { _ in
        Interruption.wait()
        return nil
      }, nil)
    pthread_detach(thread)
  }

  private static func wait() {
    var number: UInt8 = 0
    while read(pipeEnds[0], &number, 1) == 1 {
      let number = Int32(number)
      let request = state.withLock { state -> (@Sendable () -> Void)? in
        defer { state.request = nil }
        if let request = state.request { return request }
        if state.isWriting { state.pending = number } else { stop(number, state) }
        return nil
      }
      request?()
    }
  }

  /// The next signal does this, and the program goes on to its own end; the one after ends it as ever.
  static func asks(_ request: @escaping @Sendable () -> Void) { state.withLock { $0.request = request } }

  private static func stop(_ number: Int32, _ state: State) -> Never {
    FileReplacement.removeUnfinished()
    Terminal.say(
      state.keepsParts
        ? "stopped; what is done is kept, and the same command goes on from there."
        : state.leavesNothing ? "stopped; nothing was written." : "stopped.")
    // Not `exit`: other threads are still at work on what it would tear down.
    _exit(128 + number)
  }

  /// From here on a stop leaves nothing behind but what `writing` has put in place.
  static func leavesNothing() { state.withLock { $0.leavesNothing = true } }

  /// From here on a stop leaves finished parts for the next time.
  static func keepsParts() { state.withLock { $0.keepsParts = true } }

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
