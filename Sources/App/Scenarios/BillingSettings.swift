import Measures
import Pricing

/// How the bill is made and printed: what the account brings, and what the reader pays in.
package struct BillingSettings: Sendable, Equatable {
  /// Other usage and free tier of the account.
  package var terms = BillingTerms.standard
  /// One billing window for all campaigns in place of the card's; nil: as the card says.
  package var window: BillingWindow?
  /// The currency that totals are shown in beside the card's.
  package var exchange: ExchangeRate?
  /// Value-added tax as a share; nil: not shown.
  package var vat: Quantity?

  package init() {}

  /// The card under the window that was asked for.
  package func applied(to card: RateCard) -> RateCard { window.map { card.with(window: $0) } ?? card }
}
