extension MeterDefinition {
  static let dynamoDBWriteUnits = MeterDefinition(
    unit: "request unit", otherUnits: ["write request unit", "WRU"], service: .dynamoDB,
    usageTypes: ["WriteRequestUnits"],
    counts: "Amazon DynamoDB on-demand write request units (1 KB each)",
    formula: "⌈bytes / 1024⌉ a write",
    source: "USE1-DDBS3, DDB-CUT (2026-07-30), SEOUL-DDB (2026-06-12); twice as dear before November 2024.")
}
