import JSONText
import Randomness

/// Products and their attributes.
extension OfferReading {
  mutating func readProducts() throws(JSONError) {
    guard try entersObject() else { return }
    while let sku = try reader.nextKey() {
      guard skus.count < limits.products else {
        throw reader.failure(.tooLong, "there are more than \(limits.products) products")
      }
      // Of a million different SKUs, two share these 64 bits in one file out of 30 million.
      guard skus.insert(FNV1a.of(sku)).inserted else {
        note("duplicate-sku", "is there twice: two products with the SKU \(sku).")
        try reader.skip()
        continue
      }
      if let attributes = try readProduct(sku) { keep(sku, attributes) }
    }
  }

  /// The attributes of one product; nil where it holds none.
  private mutating func readProduct(_ sku: String) throws(JSONError) -> OfferAttributes? {
    guard try entersObject() else { return nil }
    var attributes = OfferAttributes()
    while let key = try reader.nextKey() {
      switch key {
      case "sku":
        if let stated = try text(), stated != sku { note("contradiction", "is `\(stated)` below the SKU \(sku).") }
      case "productFamily": try readAttribute(key, into: &attributes)
      case "attributes":
        guard try entersObject() else { continue }
        while let name = try reader.nextKey() {
          if OfferAttributes.kept.contains(name) {
            try readAttribute(name, into: &attributes)
          } else {
            try reader.skip()
          }
        }
      default: try reader.skip()
      }
    }
    return attributes
  }

  private mutating func readAttribute(_ name: String, into attributes: inout OfferAttributes) throws(JSONError) {
    guard let value = try text() else { return }
    if !attributes.set(name, value) { note("duplicate-key", "stands there twice.") }
  }

  private mutating func keep(_ sku: String, _ attributes: OfferAttributes) {
    var attributes = attributes
    // What a file holds is of its own service unless the product names another.
    if attributes["servicecode"].isEmpty, let service = header["offerCode"] {
      _ = attributes.set("servicecode", service)
    }
    let interest = interest(attributes)
    switch interest {
    case .passedOver:
      passedOverCount += 1
      return
    case .wanted:
      let most = limits.keptProducts
      guard kept.count < most + unknownUsageTypes.count else {
        noteWhole("too-many", "More than \(most) products have usage types that recast prices.")
        return
      }
    case .unknown:
      unknownProductCount += 1
      let usageType = attributes["usagetype"]
      guard !unknownUsageTypes.contains(usageType) else { return }
      guard unknownUsageTypes.count < limits.unknownUsageTypes else {
        isUnknownCut = true
        return
      }
      unknownUsageTypes.insert(usageType)
    }
    places[sku] = kept.count
    kept.append(
      Kept(product: OfferProduct(sku: sku, attributes: attributes, terms: []), isWanted: interest == .wanted))
  }
}
