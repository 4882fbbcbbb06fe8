import Measures
import Pricing

/// The steps of an import.
struct CardMaking {
  let files: [(name: String, offer: OfferFile)]
  let settings: CardImport.Settings
  var findings: [Finding] = []

  private mutating func note(
    _ severity: Finding.Severity, _ code: String, _ source: String, _ message: String, _ remedy: String = ""
  ) {
    findings.append(
      Finding(severity, code: code, source: source, place: .whole, message: message, remedy: remedy))
  }

  /// The region that all products are of; empty, with a finding, where there is not one.
  mutating func region() -> String {
    if let region = settings.matching.region { return region }
    let regions = CardImport.regions(of: files.map(\.offer))
    if regions.count == 1 { return regions[0] }
    let names = files.map(\.name).joined(separator: ", ")
    if regions.isEmpty {
      note(.error, "no-region", names, "No product states its region.", "Say which it is with --region.")
    } else {
      let some = regions.prefix(5).joined(separator: ", ")
      note(
        .error, "many-regions", names,
        "There are prices of \(regions.count) regions: \(some)\(regions.count > 5 ? " …" : "").",
        "Say which is wanted with --region.")
    }
    return ""
  }

  mutating func checkSettings() {
    if let base = settings.base, base.currency != settings.currency {
      note(
        .error, "wrong-currency", base.name,
        "is in \(base.currency); a card in \(settings.currency) cannot be made on top of it.", "Give another --base.")
    }
    for (index, file) in files.enumerated()
    where files[..<index].contains(where: { $0.offer.offerCode == file.offer.offerCode }) {
      note(.error, "duplicate-offer", file.name, "is a second file of \(file.offer.offerCode).", "Give one a service.")
    }
    for map in settings.matching.maps {
      let isUsed = files.contains { file in
        file.offer.products.contains { settings.matching.map(for: $0.attributes) == map }
      }
      guard !isUsed else { continue }
      note(
        .error, "unused-map", "--map \(map.usageType)=\(map.meter.rawValue)",
        "No file has the usage type \(map.usageType).", "Write it as the list of unknown usage types does.")
    }
  }

  /// A product that may be a meter's row.
  private struct Candidate {
    let product: OfferProduct
    let file: String
    let offer: OfferFile
    let isMapped: Bool
    /// Lower is better: the user's own word, then the definition's usage types in their order.
    let rank: Int
  }

  mutating func rows() -> [CardImport.Row] {
    var candidates: [Meter: [Candidate]] = [:]
    for (name, offer) in files {
      // A product without a price was noted when the file was read.
      for product in offer.products where !product.terms.isEmpty {
        guard let meter = settings.matching.meter(of: product.attributes) else { continue }
        let isMapped = settings.matching.map(for: product.attributes) != nil
        let place = meter.definition.usageTypes.firstIndex { OfferMatching.isSame(product.usageType, $0) }
        candidates[meter, default: []].append(
          Candidate(
            product: product, file: name, offer: offer, isMapped: isMapped,
            rank: isMapped ? -1 : place ?? Int.max))
      }
    }
    return Meter.allCases.compactMap { meter in
      guard let all = candidates[meter], let best = all.map(\.rank).min() else { return nil }
      return row(meter, all.filter { $0.rank == best })
    }
  }

  private mutating func row(_ meter: Meter, _ candidates: [Candidate]) -> CardImport.Row? {
    var rows: [(row: OfferRow, of: Candidate)] = []
    for candidate in candidates {
      do throws(OfferRow.Fault) {
        let row = try OfferRow(
          candidate.product, meter: meter, isMapped: candidate.isMapped, currency: settings.currency,
          at: settings.dateRead.start + .days(1))
        rows.append((row, candidate))
      } catch {
        note(.warning, error.code, candidate.file, "\(candidate.product.usageType) \(error.message)", error.remedy)
      }
    }
    guard let (first, chosen) = rows.first else { return nil }
    let usageType = chosen.product.usageType
    if let other = rows.first(where: { !$0.row.isSame(as: first) }) {
      note(
        .warning, "ambiguous", chosen.file,
        "\(usageType) has several prices: SKU \(chosen.product.sku) and SKU \(other.of.product.sku) differ, and recast "
          + "does not know which is \(meter.rawValue).", "Its row is left as it was.")
      return nil
    }
    if first.isUnitTaken {
      note(
        .warning, "unit-taken", chosen.file,
        "\(usageType) is priced per `\(first.unit)`; at your word that is \(first.count) \(meter.unit).")
    }
    let before = settings.base?.price(of: meter)
    guard let (units, tiers) = first.ladder(likeUnits: before?.units), PriceCandidate.isLadder(tiers) else {
      note(
        .warning, "too-fine", chosen.file,
        "\(usageType) has a price finer than 10^-18 \(settings.currency) or larger than a card holds.")
      return nil
    }
    guard (meter == .recommenderHours) == (before?.hourly != nil),
      before?.hourly.map({ $0.freeRequestsPerHour.count == tiers.count }) ?? true
    else {
      note(
        .warning, "no-terms", chosen.file,
        "\(usageType) is the price of an hour by users; what is free in it only a base card with as many bands can say."
      )
      return nil
    }
    let source = "AWS Price List, \(chosen.offer.offerCode), version \(chosen.offer.version)"
    var notes = ["usage type \(usageType), per \(first.unit)"]
    if before?.windows.isEmpty == false { notes.append("the billing windows are not the price list's") }
    if before?.hourly != nil { notes.append("what an hour includes is not the price list's") }
    let price = Price(
      id: before?.id ?? meter.rawValue, meter: meter, units: units,
      candidates: [PriceCandidate(tiers: tiers, source: source)], windows: before?.windows ?? [],
      hourly: before?.hourly, confidence: .seen, windowConfidence: before?.windowConfidence,
      validFrom: first.validFrom, note: notes.joined(separator: "; "))
    return CardImport.Row(price: price, before: before, usageType: usageType, offerCode: chosen.offer.offerCode)
  }

  /// The base's rows that no file gives.
  func kept(besides rows: [CardImport.Row], in region: String) -> [Price] {
    guard let base = settings.base else { return [] }
    return base.prices.filter { price in !rows.contains { $0.price.meter == price.meter } }
      .map { kept($0, of: base, in: region) }
  }

  /// A row of the base as it enters the new card: with the day it was read, and the region it is of where that is another.
  private func kept(_ price: Price, of base: RateCard, in region: String) -> Price {
    let isElsewhere = base.region != region && price.standsInFrom == nil
    let day = price.note.contains("read on ") ? nil : "kept from \(base.name), read on \(base.dateRead)"
    return Price(
      id: price.id, meter: price.meter, units: price.units, candidates: price.candidates, windows: price.windows,
      hourly: price.hourly, confidence: isElsewhere ? max(price.confidence, .unverified) : price.confidence,
      windowConfidence: price.windowConfidence, validFrom: price.validFrom,
      standsInFrom: isElsewhere ? base.region : price.standsInFrom,
      note: [price.note.isEmpty ? nil : price.note, day].compactMap { $0 }.joined(separator: "; "))
  }
}
