extension MeterDefinition {
  static let apiGatewayRESTRequests = MeterDefinition(
    unit: "request", service: .apiGateway, usageTypes: ["ApiGatewayRequest"],
    counts: "Amazon API Gateway REST API requests",
    formula: "requests; monthly ladder",
    source: "USE1-APIGW (2026-08-10); Seoul from memory.")
}
