extension MeterDefinition {
  static let apiGatewayHTTPRequests = MeterDefinition(
    unit: "request", service: .apiGateway, usageTypes: ["ApiGatewayHttpRequest"],
    counts: "Amazon API Gateway HTTP API requests",
    formula: "requests of at most 512 KB; monthly ladder",
    source: "USE1-APIGW (2026-08-10); Seoul from memory.")
}
