extension AWSError {
  /// Whether the service refused because it was asked too often.
  package var isThrottling: Bool {
    kind == .service && (RetryPolicy.throttlingCodes.contains(code) || status == 429)
  }
}
