extension MeterDefinition {
  static let dynamoDBReadUnits = MeterDefinition(
    unit: "request unit", otherUnits: ["read request unit", "RRU"], service: .dynamoDB,
    usageTypes: ["ReadRequestUnits"],
    counts: "Amazon DynamoDB on-demand read request units (4 KB, half for eventually consistent)",
    formula: "⌈bytes / 4096⌉ a read, half of it where eventually consistent",
    source: "USE1-DDBS3, DDB-CUT (2026-07-30), SEOUL-DDB (2026-06-12).")
}
