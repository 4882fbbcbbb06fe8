import Demand
import Measures

/// What stands before a plan's answers.
extension UsageMeters {
  /// Every request passes the front once, whatever becomes of it.
  ///
  /// - Parameter meanLatencyMilliseconds: mean time to the answer, over which a Lambda function waits and is billed; the
  ///   rounding up of each invocation to a whole millisecond is left out.
  func addFront(
    _ front: FrontSettings, requestsByDay: [Int], meanLatencyMilliseconds: Double, to usage: inout Usage
  ) {
    for (day, count) in zip(days, requestsByDay) {
      let requests = Double(count)
      func add(_ meter: Meter, _ units: Double, _ name: String) {
        self.add(meter, units, resource: resource(name), from: day.start, to: day.end, into: &usage)
      }
      if let api = front.api {
        add(api == .http ? .apiGatewayHTTPRequests : .apiGatewayRESTRequests, requests, "api-gateway")
      }
      if let lambda = front.lambda {
        add(.lambdaRequests, requests, "lambda")
        let billedSeconds = (lambda.ownTime.milliseconds + meanLatencyMilliseconds) / 1000
        add(
          lambda.processor == .x86 ? .lambdaGBSeconds : .lambdaArmGBSeconds,
          requests * Double(lambda.memoryMB) / 1024 * billedSeconds, "lambda")
      }
      add(.cloudWatchLogsGB, requests * front.logBytesPerRequest / 1e9, "cloudwatch")
      add(.dataTransferOutGB, requests * front.transferOutBytesPerRequest / 1e9, "internet")
    }
  }
}
