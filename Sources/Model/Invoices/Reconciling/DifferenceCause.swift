/// The likely reason why an invoice and recast differ, or what a charge is that recast does not price.
package enum DifferenceCause: String, CaseIterable, Hashable, Sendable {
  // A line of usage beside its price.
  /// No difference.
  case agrees
  /// The difference is no more than the printed digits leave open.
  case rounding
  /// Units that AWS gives away.
  case freeTier = "free tier"
  /// The file itself says that the public price is recast's, and bills less; or a discount as a line of its own.
  case discount
  /// The rate is that of another band of the ladder; open where nothing known puts the quantity there.
  case tier
  /// The price row has several readings, and the invoice follows another than the expected one.
  case otherSource = "other source"
  /// The amount is another region's price; open where the line says that it is of the card's.
  case region
  /// AWS bills a price that the card does not have: open.
  case priceChanged = "price changed"
  /// The line is in another currency than the card: not compared.
  case currency
  /// The line is of a region that no card was given for: not compared.
  case noCard = "no card"
  /// The file counts in another unit than the meter: not compared.
  case otherUnit = "other unit"
  /// No meter is known for the usage type: not compared.
  case unknownUsageType = "unknown usage type"
  /// The card has no price for it, or an invoice does not say what its price depends on: not compared.
  case noPrice = "no price"
  case unexplained
  // A month beside its forecast.
  /// A campaign's floor was billed, and the forecast has less.
  case floor
  /// More or less was used than forecast, at about the forecast price.
  case usage
  /// The meter is on the invoice and not in the forecast.
  case notForecast = "not forecast"
  /// The meter is in the forecast and not on the invoice.
  case notInvoiced = "not invoiced"
  // Charges that are not usage.
  case tax, credit, refund, fee
  /// Reservations and savings plans.
  case savings
  /// A charge whose kind is not known.
  case other

  /// What a charge apart from usage is.
  init(_ kind: ChargeKind) {
    switch kind {
    case .tax: self = .tax
    case .credit: self = .credit
    case .refund: self = .refund
    case .fee: self = .fee
    case .discount: self = .discount
    case .savings: self = .savings
    case .usage, .other: self = .other
    }
  }

  /// Causes of open lines that a user who knows why may accept.
  package static let acceptable: [DifferenceCause] = [.priceChanged, .currency, .noCard, .otherUnit, .noPrice]

  /// Causes whose lines were not compared though the user can make them so: they fail a check, however small.
  static let unchecked: Set<DifferenceCause> = [.currency, .noCard, .otherUnit]
}
