extension MeterDefinition {
  static let minProvisionedTPS = MeterDefinition(
    unit: "TPS", otherUnits: ["req/s", "request/s"], service: .personalize,
    counts: "a campaign's minProvisionedTPS over the row's time; without it a campaign's requests cannot be "
      + "priced",
    formula: "a rate: floor × seconds of each billing window; an active campaign is billed for it without any "
      + "traffic",
    source: "CreateCampaign API page; AWS knowledge center on unexpected campaign charges.")
}
