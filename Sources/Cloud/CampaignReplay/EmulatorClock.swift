import HTTPTransfer
import JSONText
import Measures
import Synchronization

/// The clock of recast's emulator, which is put forward by the delay of events instead of waiting. Its scale is the number of
/// times that this was done.
package final class EmulatorClock: ServiceClock {
  private let transport: any HTTPTransport
  private let url: String
  private let delay: Timespan
  private let steps = Mutex<Int64>(0)

  /// The emulator at an address; nil where something else answers there, or nothing.
  ///
  /// - Parameter endpoint: the address of its services, without a slash at the end.
  package init?(at endpoint: String, delay: Timespan, transport: any HTTPTransport) {
    self.transport = transport
    self.delay = delay
    url = endpoint + "/_recast/clock"
    var request = HTTPRequest("GET", url)
    request.limits = Self.limits
    guard let response = try? transport.send(request), Self.isClock(response) else { return nil }
  }

  private static var limits: HTTPRequest.Limits {
    var limits = HTTPRequest.Limits()
    limits.connectTimeout = .seconds(5)
    // A step can set a training off, which the emulator does not wait for; an import, which it does.
    limits.timeout = .seconds(60)
    limits.bodyBytes = 100_000
    return limits
  }

  private static func isClock(_ response: HTTPResponse) -> Bool {
    guard response.head.status == 200, let tree = try? JSONTree(response.body) else { return false }
    return tree["epochSeconds"]?.kind == .number && tree["speed"] != nil
  }

  /// How often it was put forward.
  package var now: Int64 { steps.withLock { $0 } }
  package var isStepped: Bool { true }
  /// After one more step.
  package func counts(toldAt now: Int64) -> Int64 { now + 1 }

  /// Puts it forward by the delay of events.
  package func step() throws(ReplayFailure) {
    var request = HTTPRequest("POST", url, body: Array("{\"advanceSeconds\": \(delay.seconds)}".utf8))
    request.limits = Self.limits
    let response: HTTPResponse
    do { response = try transport.send(request) } catch { throw ReplayFailure(.service, error.description) }
    guard Self.isClock(response) else {
      throw ReplayFailure(.service, "The emulator's clock cannot be put forward: status \(response.head.status).")
    }
    steps.withLock { $0 += 1 }
  }
}
