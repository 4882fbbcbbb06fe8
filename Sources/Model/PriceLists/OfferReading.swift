import JSONText
import Measures

/// Reads an offer file in one pass, or in two where prices come before products, and notes all that is wrong with it.
package struct OfferReading {
  var reader: JSONReader
  let source: String
  let limits: OfferLimits
  let interest: (OfferAttributes) -> OfferInterest

  var header: [String: String] = [:]
  private var topLevelKeys: Set<String> = []
  private var termsCameFirst = false
  var skus: Set<UInt64> = []
  var kept: [Kept] = []
  /// Index into `kept` by SKU.
  var places: [String: Int] = [:]
  var unknownUsageTypes: Set<String> = []
  var unknownProductCount = 0
  var isUnknownCut = false
  var passedOverCount = 0
  var rateCodes: Set<String> = []
  var findings: [Finding] = []
  /// Errors noted so far, left out or not: what already has one is not checked further.
  var errorCount = 0
  var warningCount = 0

  struct Kept {
    var product: OfferProduct
    /// Whether the product is wanted, or only listed.
    let isWanted: Bool
    /// Whether its terms were read already.
    var hasTerms = false
  }

  /// The file, or nil where any finding is an error.
  ///
  /// - Parameters:
  ///   - source: the file's name, for findings.
  ///   - interest: what a product is to the reader, by its attributes.
  ///   - open: starts the file anew and hands out its bytes; called once, or twice where `terms` stand before `products`.
  /// - Throws: `JSONError` with the code `unreadable` where the bytes cannot be had. What is wrong with them is a finding.
  package static func read(
    source: String, limits: OfferLimits = OfferLimits(), interest: @escaping (OfferAttributes) -> OfferInterest,
    open: () throws -> JSONReader.NextChunk
  ) throws(JSONError) -> (file: OfferFile?, findings: [Finding]) {
    var reading = OfferReading(
      reader: try reader(open, limits: limits), source: source, limits: limits, interest: interest)
    do throws(JSONError) {
      try reading.readRoot()
      if reading.termsCameFirst {
        reading.reader = try reader(open, limits: limits)
        try reading.readTermsOnly()
      }
    } catch {
      guard error.code != .unreadable else { throw error }
      reading.note(error)
    }
    return reading.result()
  }

  private init(
    reader: JSONReader, source: String, limits: OfferLimits, interest: @escaping (OfferAttributes) -> OfferInterest
  ) {
    self.reader = reader
    self.source = source
    self.limits = limits
    self.interest = interest
  }

  private static func reader(
    _ open: () throws -> JSONReader.NextChunk, limits: OfferLimits
  ) throws(JSONError) -> JSONReader {
    do {
      return JSONReader(limits: limits.json, nextChunk: try open())
    } catch {
      throw JSONError(code: .unreadable, offset: 0, path: "", detail: "\(error)")
    }
  }

  // MARK: - The whole

  private mutating func readRoot() throws(JSONError) {
    try reader.beginObject()
    while let key = try reader.nextKey() {
      if ["products", "terms", "offerCode", "version", "publicationDate", "formatVersion"].contains(key),
        !topLevelKeys.insert(key).inserted
      {
        note("duplicate-key", "stands there twice.")
        try reader.skip()
        continue
      }
      switch key {
      case "products": try readProducts()
      case "terms":
        if topLevelKeys.contains("products") {
          try readTerms()
        } else {
          termsCameFirst = true
          try reader.skip()
        }
      case "offerCode", "version", "publicationDate", "formatVersion": header[key] = try text()
      case "offers":
        note(
          "not-an-offer-file", "shows that this is the index of all offers.",
          remedy: "Give the file of one service: offers/v1.0/aws/AmazonPersonalize/current/REGION/index.json.")
        try reader.skip()
      default: try reader.skip()
      }
    }
    try reader.end()
  }

  private mutating func readTermsOnly() throws(JSONError) {
    try reader.beginObject()
    var isDone = false
    while let key = try reader.nextKey() {
      if key == "terms", !isDone {
        isDone = true
        try readTerms()
      } else {
        try reader.skip()
      }
    }
  }

  private mutating func result() -> (OfferFile?, [Finding]) {
    if !findings.hasErrors {
      for key in ["offerCode", "version", "products", "terms"] where !topLevelKeys.contains(key) {
        noteWhole("not-an-offer-file", "The file has no `\(key)`, which every offer file has.")
      }
      if let format = header["formatVersion"], !format.hasPrefix("v1.") {
        noteWhole("unknown-format", "The format is `\(format)`; recast knows v1.0.", severity: .warning)
      }
    }
    let date = header["publicationDate"].flatMap { text in
      let date = Instant(iso8601: text)
      if date == nil {
        noteWhole("bad-date", "The publication date `\(text)` is no date in ISO 8601.", severity: .warning)
      }
      return date
    }
    for entry in kept where entry.isWanted && !entry.hasTerms && !findings.hasErrors {
      noteWhole(
        "no-price", "\(entry.product.usageType) (SKU \(entry.product.sku)) has no on-demand price.", severity: .warning)
    }
    noteLeftOut()
    guard !findings.hasErrors else { return (nil, findings) }
    let inOrder = kept.sorted { ($0.product.usageType, $0.product.sku) < ($1.product.usageType, $1.product.sku) }
    let file = OfferFile(
      offerCode: header["offerCode"] ?? "", version: header["version"] ?? "", publicationDate: date,
      products: inOrder.filter(\.isWanted).map(\.product), unknown: inOrder.filter { !$0.isWanted }.map(\.product),
      unknownProductCount: unknownProductCount, isUnknownCut: isUnknownCut, passedOverCount: passedOverCount)
    return (file, findings)
  }
}
