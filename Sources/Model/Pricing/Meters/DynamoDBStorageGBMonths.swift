extension MeterDefinition {
  static let dynamoDBStorageGBMonths = MeterDefinition(
    unit: "GB-month", service: .dynamoDB, usageTypes: ["TimedStorage-ByteHrs"],
    counts: "Amazon DynamoDB storage, Standard class",
    formula: "bytes / 10^9 × share of the month; the first 25 GB that AWS gives away are not subtracted",
    source: "USE1-DDBS3 (2026-10-04); Seoul from memory.")
}
