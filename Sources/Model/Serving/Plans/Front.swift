import Measures

/// What stands between the users and a plan's answers and is billed by the request, whatever the plan.
///
/// It changes the bill and not the latency: how long API Gateway and Lambda themselves take is not modelled.
package struct FrontSettings: Sendable, Equatable {
  /// The kind of Amazon API Gateway.
  package enum API: String, Sendable, CaseIterable {
    case http = "http-api"
    case rest = "rest-api"
  }

  /// A function that asks the store or the campaign and passes the answer on: one invocation a request.
  package struct Lambda: Sendable, Equatable {
    /// What the function runs on; the two have different prices.
    package enum Processor: String, Sendable, CaseIterable { case x86, arm64 }
    package var processor: Processor
    /// Memory in MB, of which AWS counts 1,024 to a GB; 128...10,240.
    package var memoryMB: Int
    /// Billed time of an invocation besides the waiting for the answer.
    package var ownTime: Timespan

    package init(processor: Processor, memoryMB: Int, ownTime: Timespan) {
      precondition(memoryMB > 0 && ownTime >= .zero)
      self.processor = processor
      self.memoryMB = memoryMB
      self.ownTime = ownTime
    }
  }

  /// Nil: the product's own program is asked directly.
  package var api: API?
  /// Nil: the product's own program asks, whose cost does not change.
  package var lambda: Lambda?
  /// Bytes written to CloudWatch logs for a request.
  package var logBytesPerRequest: Double
  /// Bytes sent to the internet for an answer.
  package var transferOutBytesPerRequest: Double

  package init(api: API?, lambda: Lambda?, logBytesPerRequest: Double, transferOutBytesPerRequest: Double) {
    precondition(logBytesPerRequest >= 0 && transferOutBytesPerRequest >= 0)
    self.api = api
    self.lambda = lambda
    self.logBytesPerRequest = logBytesPerRequest
    self.transferOutBytesPerRequest = transferOutBytesPerRequest
  }

  /// Nothing that the bill knows of.
  package static let none = FrontSettings(
    api: nil, lambda: nil, logBytesPerRequest: 0, transferOutBytesPerRequest: 0)
}
