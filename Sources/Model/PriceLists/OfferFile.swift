import Measures

/// A file of the AWS Price List bulk API: the products of one service in one region (or all) with their on-demand prices.
///
/// Reserved and flat-rate terms are passed over. Source: AWS Billing user guide, "Reading the service price list file for an
/// AWS service".
package struct OfferFile: Hashable, Sendable {
  /// The service, e.g. `AmazonPersonalize`.
  package let offerCode: String
  /// The version, e.g. `20261102184530`.
  package let version: String
  /// When this version was published, where the file says.
  package let publicationDate: Instant?
  /// The products wanted, in order of usage type and SKU.
  package let products: [OfferProduct]
  /// Of the unknown ones, one product for each usage type, in order of usage type; at most so many as the limits say.
  package let unknown: [OfferProduct]
  /// Products of unknown usage types, listed or not.
  package let unknownProductCount: Int
  /// Whether `unknown` lacks usage types for want of room.
  package let isUnknownCut: Bool
  /// Products that are neither: of other regions, or varieties that no meter counts.
  package let passedOverCount: Int
}

/// What a product of an offer file is to the reader.
package enum OfferInterest: Sendable {
  /// Its price is kept and must be sound.
  case wanted
  /// Its usage type is not known: it is listed, one product a usage type.
  case unknown
  /// It is known and not wanted: it is counted.
  case passedOver
}

/// One product (SKU) of an offer file with its on-demand terms.
package struct OfferProduct: Hashable, Sendable {
  package let sku: String
  package let attributes: OfferAttributes
  /// In order of effective date and code; most products have one.
  package internal(set) var terms: [OfferTerm]

  /// What the bill calls the usage, e.g. `USE1-DataIngestion`; empty where the file states none.
  package var usageType: String { attributes["usagetype"] }

  /// The term that applies at an instant: of those already effective the latest, else the first.
  package func term(at instant: Instant) -> OfferTerm? {
    terms.last { ($0.effectiveDate ?? instant) <= instant } ?? terms.first
  }
}

/// The attributes of a product that tell usage types apart; every other one is passed over.
package struct OfferAttributes: Hashable, Sendable {
  private var values: [String: String] = [:]

  package init() {}

  /// An attribute by the file's own name, e.g. `usagetype`; `productFamily` counts as one. Empty where it is absent.
  package subscript(name: String) -> String { values[name] ?? "" }

  /// Names that are kept.
  static let kept: Set<String> = [
    "servicecode", "location", "locationType", "regionCode", "usagetype", "operation", "group", "productFamily",
    "databaseEngine", "deploymentOption", "cacheEngine", "operatingSystem", "preInstalledSw", "tenancy",
    "capacitystatus", "transferType", "fromRegionCode", "toLocation",
  ]

  /// Notes a value; false where there is one already.
  mutating func set(_ name: String, _ value: String) -> Bool {
    guard values[name] == nil else { return false }
    values[name] = value
    return true
  }
}

/// The terms under which a product is sold on demand, from a date on.
package struct OfferTerm: Hashable, Sendable {
  /// The offer term code, e.g. `JRTCKXETXF` (on demand).
  package let code: String
  /// Since when; nil where the file does not say.
  package let effectiveDate: Instant?
  /// In ascending order.
  package let bands: [OfferBand]
}

/// One band of a ladder ("price dimension"): what a unit costs between two quantities of a month.
package struct OfferBand: Hashable, Sendable {
  package let rateCode: String
  package let description: String
  /// As the file spells it: `Requests`, `GB-Mo`, `Hrs`, …
  package let unit: String
  package let from: Quantity
  /// Nil is `Inf`.
  package let upTo: Quantity?
  /// In order of currency code; one price a currency.
  package let prices: [ListPrice]

  /// The price in a currency; nil where the file has none.
  package func price(in currency: Currency) -> ListPrice? { prices.first { $0.currency == currency } }
}
