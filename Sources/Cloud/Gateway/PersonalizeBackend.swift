import JSONText
import LocalService

/// What answers for Personalize behind the gateway.
package struct PersonalizeBackend: Sendable {
  /// Answers a request to `personalize`, `personalize-runtime` or `personalize-events`.
  package let respond: @Sendable (_ request: HTTPServiceRequest, _ service: String) async -> HTTPServiceResponse
  /// Puts the service's clock forward by so many seconds.
  package let advance: @Sendable (_ seconds: Double) async -> Void
  /// Seconds since 1970 on the service's clock.
  package let now: @Sendable () async -> Double
  /// What has been used, what it costs and what still bills, as JSON.
  package let bill: @Sendable () async -> JSONTree
  /// What is wrong with the service's own state, in sentences; empty while all is well.
  package let problems: @Sendable () async -> [String]

  package init(
    respond: @escaping @Sendable (HTTPServiceRequest, String) async -> HTTPServiceResponse,
    advance: @escaping @Sendable (Double) async -> Void, now: @escaping @Sendable () async -> Double,
    bill: @escaping @Sendable () async -> JSONTree, problems: @escaping @Sendable () async -> [String] = { [] }
  ) {
    self.respond = respond
    self.advance = advance
    self.now = now
    self.bill = bill
    self.problems = problems
  }
}
