import Measures

/// A row of a rate card: what a meter's unit costs, and how we know.
package struct Price: Hashable, Sendable {
  /// Stable id within the card, by which `explain` and the report name the row.
  package let id: String
  package let meter: Meter
  /// The number of units that a tier's price is for, e.g. 1,000 requests.
  package let units: Int
  /// At least one; more than one where sources conflict. The first is the expected one, all together make the range.
  package let candidates: [PriceCandidate]
  /// Billing windows for meters with a floor: the first is the expected one, all together make the range.
  package let windows: [BillingWindow]
  /// What an active hour of a domain recommender includes; only rows of `recommenderHours` have it.
  package let hourly: HourlyTerms?
  package let confidence: Confidence
  /// Confidence in the window, where there is one.
  package let windowConfidence: Confidence?
  /// The first day the price was in force; nil where nobody says.
  package let validFrom: CivilDate?
  /// The region whose price this is, where it stands in for an unknown one.
  package let standsInFrom: String?
  /// A remark for the reader; may be empty.
  package let note: String

  package init(
    id: String, meter: Meter, units: Int, candidates: [PriceCandidate], windows: [BillingWindow] = [],
    hourly: HourlyTerms? = nil, confidence: Confidence, windowConfidence: Confidence? = nil,
    validFrom: CivilDate? = nil, standsInFrom: String? = nil, note: String = ""
  ) {
    precondition(units > 0 && !candidates.isEmpty)
    precondition((meter == .recommenderHours) == (hourly != nil))
    precondition(hourly.map { $0.freeRequestsPerHour.count == candidates[0].tiers.count } ?? true)
    self.id = id
    self.meter = meter
    self.units = units
    self.candidates = candidates
    self.windows = windows
    self.hourly = hourly
    self.confidence = confidence
    self.windowConfidence = windowConfidence
    self.validFrom = validFrom
    self.standsInFrom = standsInFrom
    self.note = note
  }

  /// The weaker of the confidence in the price and in its window.
  package var weakestConfidence: Confidence { max(confidence, windowConfidence ?? confidence) }

  /// The same row under other billing windows.
  package func with(windows: [BillingWindow]) -> Price {
    Price(
      id: id, meter: meter, units: units, candidates: candidates, windows: windows, hourly: hourly,
      confidence: confidence, windowConfidence: windowConfidence, validFrom: validFrom, standsInFrom: standsInFrom,
      note: note)
  }
}

/// What comes with an active hour of a domain recommender, beside its ladder over users.
package struct HourlyTerms: Hashable, Sendable {
  /// Users that an hour is billed for at least: the first band is a flat price.
  package let leastUsers: Quantity
  /// Requests an hour that are free, one entry a band of users.
  package let freeRequestsPerHour: [Quantity]

  package init(leastUsers: Quantity, freeRequestsPerHour: [Quantity]) {
    self.leastUsers = leastUsers
    self.freeRequestsPerHour = freeRequestsPerHour
  }
}
