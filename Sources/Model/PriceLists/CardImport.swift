import Measures
import Pricing

/// A rate card made of offer files, on top of a card that is there already.
///
/// Rows that the files give take the place of the base's; the base's billing windows and recommender terms stay, for an offer
/// file does not state them. Rows that the files do not give are kept with their own source and confidence, and say so.
package struct CardImport: Sendable {
  /// One row taken from an offer file.
  package struct Row: Hashable, Sendable {
    package let price: Price
    /// The base's row, where it had one.
    package let before: Price?
    package let usageType: String
    package let offerCode: String

    /// Whether the base had no row, or one with another ladder.
    package var isChanged: Bool {
      guard let before else { return true }
      return before.units != price.units || before.candidates.map(\.tiers) != [price.candidates[0].tiers]
    }
  }

  /// What a card is made with.
  package struct Settings: Sendable {
    package var matching: OfferMatching
    package var currency: Currency
    /// The day the files were fetched.
    package var dateRead: CivilDate
    package var base: RateCard?

    package init(matching: OfferMatching, currency: Currency = .usd, dateRead: CivilDate, base: RateCard? = nil) {
      self.matching = matching
      self.currency = currency
      self.dateRead = dateRead
      self.base = base
    }
  }

  /// Nil where no row could be taken, or where any finding is an error.
  package let card: RateCard?
  /// In order of meters.
  package let rows: [Row]
  /// The base's rows that no file gives.
  package let kept: [Price]
  /// Errors where the files or settings contradict each other; warnings for known usage types that could not be used.
  package let findings: [Finding]

  /// The regions that the wanted products of files are of, in order; of the unknown ones where none is wanted.
  package static func regions(of files: [OfferFile]) -> [String] {
    let wanted = files.flatMap(\.products)
    let products = wanted.isEmpty ? files.flatMap(\.unknown) : wanted
    return Set(products.map { $0.attributes["regionCode"] }.filter { !$0.isEmpty }).sorted()
  }

  /// - Parameter files: files with the names by which findings call them.
  package init(of files: [(name: String, offer: OfferFile)], with settings: Settings) {
    var work = CardMaking(files: files, settings: settings)
    let region = work.region()
    work.checkSettings()
    let rows = work.rows()
    let kept = work.kept(besides: rows, in: region)
    (self.rows, self.kept, findings) = (rows, kept, work.findings)
    guard !findings.hasErrors, !rows.isEmpty else {
      card = nil
      return
    }
    let base = settings.base
    let taken = rows.map(\.price)
    let inBase = (base?.prices ?? []).compactMap { old in
      taken.first { $0.meter == old.meter } ?? kept.first { $0.meter == old.meter }
    }
    let new = taken.filter { price in base?.price(of: price.meter) == nil }
    let mark = "imported from the AWS Price List"
    let name = base.map { $0.name.hasSuffix(mark) ? $0.name : "\($0.name), \(mark)" } ?? "AWS, \(region), \(mark)"
    card = RateCard(
      name: name, region: region, currency: settings.currency, dateRead: settings.dateRead, prices: inBase + new,
      freeTier: base?.freeTier)
  }
}
