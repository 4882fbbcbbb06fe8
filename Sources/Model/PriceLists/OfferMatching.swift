import Measures
import Pricing

/// Which meter a product of an offer file is the price of.
package struct OfferMatching: Sendable {
  /// A usage type that the user says is a meter's.
  package struct Map: Hashable, Sendable {
    /// With or without the region's prefix.
    package let usageType: String
    package let meter: Meter

    package init(usageType: String, meter: Meter) {
      self.usageType = usageType
      self.meter = meter
    }
  }
  /// The region wanted; nil takes every one.
  package let region: String?
  package let maps: [Map]

  /// Every usage type that some meter has, without a region's prefix: most products of a large file have none of them.
  private let known = Set(Meter.allCases.flatMap(\.definition.usageTypes))

  package init(region: String? = nil, maps: [Map] = []) {
    self.region = region
    self.maps = maps
  }

  /// What a product is to the reader.
  package func interest(in attributes: OfferAttributes) -> OfferInterest {
    guard isInRegion(attributes) else { return .passedOver }
    if map(for: attributes) != nil { return .wanted }
    guard let meter = namedMeter(attributes) else { return .unknown }
    return OfferMatching.variety(of: meter, attributes) == nil ? .passedOver : .wanted
  }

  /// The meter, or nil where the usage type is unknown or a variety that none counts.
  package func meter(of attributes: OfferAttributes) -> Meter? {
    guard isInRegion(attributes) else { return nil }
    return map(for: attributes)?.meter ?? namedMeter(attributes).flatMap { OfferMatching.variety(of: $0, attributes) }
  }

  /// The user's own word on a product.
  func map(for attributes: OfferAttributes) -> Map? {
    maps.first { OfferMatching.isSame(attributes["usagetype"], $0.usageType) }
  }

  private func isInRegion(_ attributes: OfferAttributes) -> Bool {
    let code = attributes["regionCode"].isEmpty ? attributes["fromRegionCode"] : attributes["regionCode"]
    return region == nil || code.isEmpty || code == region
  }

  private func namedMeter(_ attributes: OfferAttributes) -> Meter? {
    let usageType = attributes["usagetype"]
    let bare = usageType.utf8.firstIndex(of: UInt8(ascii: "-")).map { usageType[$0...].dropFirst() } ?? usageType[...]
    guard known.contains(usageType) || known.contains(String(bare)) else { return nil }
    return Service(rawValue: attributes["servicecode"]).flatMap { Meter(usageType: usageType, service: $0) }
  }

  /// Whether a usage type is `name`, or is it behind a region's prefix such as `APN2-`.
  static func isSame(_ usageType: String, _ name: String) -> Bool {
    guard usageType != name else { return true }
    guard usageType.hasSuffix("-" + name) else { return false }
    let prefix = usageType.dropLast(name.count + 1)
    return (2...5).contains(prefix.count) && prefix.allSatisfy { ("A"..."Z").contains($0) || ("0"..."9").contains($0) }
  }

  /// The meter among those that share a usage type, told by attributes; nil for a variety that no meter counts, such as
  /// another database engine or a local zone.
  ///
  /// Source of the attributes' names: filters of price queries in public tools (2026); values from AWS's own files as far as
  /// public fragments show them. An attribute that a file leaves out excludes nothing.
  static func variety(of meter: Meter, _ attributes: OfferAttributes) -> Meter? {
    func has(_ name: String, _ values: String...) -> Bool {
      attributes[name].isEmpty || values.contains(attributes[name])
    }
    guard has("locationType", "AWS Region") else { return nil }
    let isCounted =
      switch meter {
      case .rdsMicroHours, .rdsSmallHours: has("databaseEngine", "PostgreSQL") && has("deploymentOption", "Single-AZ")
      case .rdsStorageGBMonths: has("databaseEngine", "PostgreSQL", "Any") && has("deploymentOption", "Single-AZ")
      case .elastiCacheRedisMicroHours: has("cacheEngine", "Redis", "Valkey")
      case .ec2SmallHours:
        has("operatingSystem", "Linux") && has("preInstalledSw", "NA") && has("tenancy", "Shared")
          && has("capacitystatus", "Used") && has("operation", "RunInstances")
      case .dataTransferOutGB: has("toLocation", "External") && has("transferType", "AWS Outbound")
      default: true
      }
    guard isCounted else { return nil }
    return meter == .elastiCacheRedisMicroHours && attributes["cacheEngine"] == "Valkey"
      ? .elastiCacheValkeyMicroHours : meter
  }
}
