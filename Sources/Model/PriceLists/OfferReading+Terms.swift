import JSONText
import Measures

/// Terms, price dimensions and prices.
extension OfferReading {
  mutating func readTerms() throws(JSONError) {
    guard try entersObject() else { return }
    var hasOnDemand = false
    while let key = try reader.nextKey() {
      guard key == "OnDemand" else {
        try reader.skip()
        continue
      }
      if hasOnDemand {
        note("duplicate-key", "stands there twice.")
        try reader.skip()
        continue
      }
      hasOnDemand = true
      guard try entersObject() else { continue }
      while let sku = try reader.nextKey() {
        guard let place = places[sku] else {
          try reader.skip()
          continue
        }
        try readTerms(of: sku, at: place)
      }
    }
    if !hasOnDemand { noteWhole("not-an-offer-file", "The file has no on-demand terms (`terms.OnDemand`).") }
  }

  private mutating func readTerms(of sku: String, at place: Int) throws(JSONError) {
    guard !kept[place].hasTerms else {
      note("duplicate-sku", "is there twice: two lists of terms of the SKU \(sku).")
      try reader.skip()
      return
    }
    kept[place].hasTerms = true
    guard try entersObject() else { return }
    let usageType = kept[place].product.usageType
    var terms: [OfferTerm] = []
    while let key = try reader.nextKey() {
      guard terms.count < limits.alternatives else {
        throw reader.failure(.tooLong, "a product has more than \(limits.alternatives) terms")
      }
      let errorsBefore = errorCount
      guard let term = try readTerm(key, of: sku) else { continue }
      // Prices are checked wherever they stand; a shape that recast will not price by is only said.
      let severity: Finding.Severity = kept[place].isWanted ? .error : .warning
      for fault in errorCount == errorsBefore ? term.ladderFaults : [] {
        note(fault.code, "\(usageType) \(fault.message)", severity: severity)
      }
      terms.append(term)
    }
    if terms.isEmpty, kept[place].isWanted { note("no-price", "holds no term.") }
    terms.sort { ($0.effectiveDate?.microseconds ?? .min, $0.code) < ($1.effectiveDate?.microseconds ?? .min, $1.code) }
    kept[place].product.terms = terms
  }

  private mutating func readTerm(_ key: String, of sku: String) throws(JSONError) -> OfferTerm? {
    guard try entersObject() else { return nil }
    var code = key
    var effectiveDate: Instant?
    var bands: [OfferBand] = []
    while let field = try reader.nextKey() {
      switch field {
      case "offerTermCode": code = try text() ?? code
      case "sku":
        if let stated = try text(), stated != sku { note("contradiction", "is `\(stated)` below the SKU \(sku).") }
      case "effectiveDate":
        guard let text = try text() else { continue }
        effectiveDate = Instant(iso8601: text)
        if effectiveDate == nil { note("bad-date", "`\(text)` is no date in ISO 8601.") }
      case "priceDimensions":
        guard try entersObject() else { continue }
        while let rateCode = try reader.nextKey() {
          if let band = try readBand(rateCode) { bands.append(band) }
        }
      default: try reader.skip()
      }
    }
    bands.sort { ($0.from, $0.rateCode) < ($1.from, $1.rateCode) }
    return OfferTerm(code: code, effectiveDate: effectiveDate, bands: bands)
  }

  /// The fields of a band as they are written.
  private struct BandText {
    var begin: String?
    var end: String?
    var unit: String?
    var description = ""
    var prices: [ListPrice]?
    let errorsBefore: Int
  }

  private mutating func readBand(_ rateCode: String) throws(JSONError) -> OfferBand? {
    guard rateCodes.count < limits.bands else {
      throw reader.failure(.tooLong, "there are more than \(limits.bands) price dimensions")
    }
    if !rateCodes.insert(rateCode).inserted { note("duplicate-rate-code", "The rate code \(rateCode) is there twice.") }
    guard try entersObject() else { return nil }
    var band = BandText(errorsBefore: errorCount)
    while let field = try reader.nextKey() {
      switch field {
      // AWS's guide calls the fields startingRange and endingRange, its files beginRange and endRange.
      case "beginRange", "startingRange": band.begin = try rangeText(besides: band.begin)
      case "endRange", "endingRange": band.end = try rangeText(besides: band.end)
      case "unit": band.unit = try text()
      case "description": band.description = try text() ?? ""
      case "rateCode":
        if let stated = try text(), stated != rateCode {
          note("contradiction", "is `\(stated)` below the rate code \(rateCode).")
        }
      case "pricePerUnit":
        if band.prices != nil { note("duplicate-key", "stands there twice.") }
        band.prices = try readPrices()
      default: try reader.skip()
      }
    }
    return finished(band, rateCode)
  }

  private mutating func rangeText(besides other: String?) throws(JSONError) -> String? {
    let text = try text()
    if let other, let text, text != other { note("contradiction", "is `\(text)`, but stood as `\(other)` before.") }
    return text
  }

  /// A band of which every part could be read; of a broken one each fault is noted.
  private mutating func finished(_ band: BandText, _ rateCode: String) -> OfferBand? {
    guard let begin = band.begin, let end = band.end, let unit = band.unit, let prices = band.prices, !prices.isEmpty
    else {
      let missing = [
        ("beginRange", band.begin == nil), ("endRange", band.end == nil), ("unit", band.unit == nil),
        ("a price", band.prices?.isEmpty ?? true),
      ]
      if errorCount == band.errorsBefore {
        note("missing-key", "\(rateCode) lacks \(missing.filter(\.1).map(\.0).joined(separator: ", ")).")
      }
      return nil
    }
    let from = quantity(begin)
    let upTo = isInfinite(end) ? nil : quantity(end)
    if from == nil { note("bad-range", "\(rateCode) begins at `\(begin)`, which is no quantity.") }
    if upTo == nil, !isInfinite(end) {
      note("bad-range", "\(rateCode) ends at `\(end)`, which is neither a quantity nor `Inf`.")
    }
    guard let from, upTo != nil || isInfinite(end) else { return nil }
    return OfferBand(
      rateCode: rateCode, description: band.description, unit: unit, from: from, upTo: upTo, prices: prices)
  }

  private func quantity(_ text: String) -> Quantity? {
    plainDecimal(text, scale: Quantity.scale).flatMap { $0 >= 0 ? Quantity(parts: $0) : nil }
  }

  private func isInfinite(_ text: String) -> Bool { ["inf", "infinity"].contains(text.lowercased()) }

  private mutating func readPrices() throws(JSONError) -> [ListPrice] {
    guard try entersObject() else { return [] }
    var prices: [ListPrice] = []
    while let code = try reader.nextKey() {
      guard prices.count < limits.alternatives else {
        throw reader.failure(.tooLong, "a price has more than \(limits.alternatives) currencies")
      }
      guard let text = try text() else { continue }
      guard let currency = Currency(code: code) else {
        note("bad-currency", "`\(code)` is no currency code.")
        continue
      }
      guard let price = ListPrice(decimal: text, currency: currency) else {
        note(
          text.hasPrefix("-") ? "negative-price" : "bad-price",
          "`\(text)` is no price: it must be a decimal number, at least 0, below 10^12, with at most 18 decimals.")
        continue
      }
      guard !prices.contains(where: { $0.currency == currency }) else {
        note("duplicate-key", "stands there twice.")
        continue
      }
      prices.append(price)
    }
    return prices.sorted { $0.currency.code < $1.currency.code }
  }
}
