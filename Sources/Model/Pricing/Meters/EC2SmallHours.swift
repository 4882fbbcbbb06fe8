extension MeterDefinition {
  static let ec2SmallHours = MeterDefinition(
    unit: "instance-hour", otherUnits: ["hour"], service: .ec2, usageTypes: ["BoxUsage:t4g.small"],
    counts: "Amazon EC2, t4g.small, Linux on demand",
    formula: "hours the instance runs",
    source: "From memory: no source was at hand.")
}
