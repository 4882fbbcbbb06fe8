import CCurl
import Synchronization

/// libcurl handles at rest, each with the connections that it keeps open: as many as exchanges ran at once, eight at most.
final class CurlHandles: Sendable {
  /// A handle changes threads only between exchanges, and then by way of the lock.
  private struct Handle: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer
  }

  private static let restingAtMost = 8
  private let resting = Mutex<[Handle]>([])

  /// A handle without options, for one exchange; nil where libcurl makes none.
  func take() -> UnsafeMutableRawPointer? {
    resting.withLock { $0.popLast() }?.pointer ?? curl_easy_init()
  }

  /// Takes a handle back when its exchange is over.
  func giveBack(_ pointer: UnsafeMutableRawPointer) {
    // Options go, connections stay.
    curl_easy_reset(pointer)
    let handle = Handle(pointer: pointer)
    let isKept = resting.withLock { resting in
      guard resting.count < CurlHandles.restingAtMost else { return false }
      resting.append(handle)
      return true
    }
    if !isKept { curl_easy_cleanup(pointer) }
  }

  deinit { resting.withLock { $0.forEach { curl_easy_cleanup($0.pointer) } } }
}
