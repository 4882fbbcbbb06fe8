import Measures

/// What a meter counts, in which unit, by which formula and on whose word; one file a meter under `Meters/`.
package struct MeterDefinition: Sendable {
  /// The unit a quantity is counted in, singular.
  package let unit: String
  /// The unit that a price is for; the same but for hours that are priced by users.
  package let priceUnit: String
  /// Other spellings of the unit that usage files may use.
  package let otherUnits: [String]
  package let service: Service
  /// Usage types of price lists and cost reports, without the region's prefix; empty where none was seen.
  package let usageTypes: [String]
  /// One line of what the meter counts.
  package let counts: String
  /// How a month's quantity comes about.
  package let formula: String
  /// Who says so, and when.
  package let source: String

  init(
    unit: String, priceUnit: String? = nil, otherUnits: [String] = [], service: Service, usageTypes: [String] = [],
    counts: String,
    formula: String, source: String
  ) {
    self.unit = unit
    self.priceUnit = priceUnit ?? unit
    self.otherUnits = otherUnits
    self.service = service
    self.usageTypes = usageTypes
    self.counts = counts
    self.formula = formula
    self.source = source
  }

  /// Whether text names this unit: any case, singular or plural, blanks and hyphens alike.
  package func accepts(unit text: String) -> Bool {
    let written = MeterDefinition.plain(text)
    return ([unit] + otherUnits).contains { MeterDefinition.plain($0) == written }
  }

  private static func plain(_ unit: String) -> String {
    let letters = unit.lowercased().filter { $0 != " " && $0 != "-" }
    return letters.last == "s" && letters != "req/s" ? String(letters.dropLast()) : letters
  }
}

extension Meter {
  /// Unit, formula and source of the meter.
  package var definition: MeterDefinition {
    switch self {
    case .ingestedGB: .ingestedGB
    case .trainingHours: .trainingHours
    case .trainingInteractions: .trainingInteractions
    case .requests: .requests
    case .minProvisionedTPS: .minProvisionedTPS
    case .tpsHours: .tpsHours
    case .v2Requests: .v2Requests
    case .batchRequestsLegacy: .batchRequestsLegacy
    case .batchRequestsV2: .batchRequestsV2
    case .segmentDatasetUsers: .segmentDatasetUsers
    case .recommenderHours: .recommenderHours
    case .recommenderUsers: .recommenderUsers
    case .recommenderRequests: .recommenderRequests
    case .minRecommendationRPS: .minRecommendationRPS
    case .recommenderExtraRequests: .recommenderExtraRequests
    case .metadataRequests: .metadataRequests
    case .themeRequests: .themeRequests
    case .nextBestActionRequests: .nextBestActionRequests
    case .s3StorageGBMonths: .s3StorageGBMonths
    case .s3PutRequests: .s3PutRequests
    case .s3GetRequests: .s3GetRequests
    case .dynamoDBWriteUnits: .dynamoDBWriteUnits
    case .dynamoDBReadUnits: .dynamoDBReadUnits
    case .dynamoDBStorageGBMonths: .dynamoDBStorageGBMonths
    case .rdsMicroHours: .rdsMicroHours
    case .rdsSmallHours: .rdsSmallHours
    case .rdsStorageGBMonths: .rdsStorageGBMonths
    case .elastiCacheRedisMicroHours: .elastiCacheRedisMicroHours
    case .elastiCacheValkeyMicroHours: .elastiCacheValkeyMicroHours
    case .lambdaRequests: .lambdaRequests
    case .lambdaGBSeconds: .lambdaGBSeconds
    case .lambdaArmGBSeconds: .lambdaArmGBSeconds
    case .apiGatewayHTTPRequests: .apiGatewayHTTPRequests
    case .apiGatewayRESTRequests: .apiGatewayRESTRequests
    case .ec2SmallHours: .ec2SmallHours
    case .dataTransferOutGB: .dataTransferOutGB
    case .cloudWatchLogsGB: .cloudWatchLogsGB
    }
  }

  /// Whether a card may have a price for the meter; the others are what a formula makes priced meters of.
  package var isPriced: Bool {
    switch self {
    case .requests, .minProvisionedTPS, .recommenderUsers, .recommenderRequests, .minRecommendationRPS: false
    default: true
    }
  }

  /// Whether all of a month's quantity climbs one ladder, so that other usage and free units come before it.
  package var climbsByMonth: Bool { isPriced && self != .segmentDatasetUsers && self != .recommenderHours }

  package var unit: String { definition.unit }
  package var service: Service { definition.service }

  /// The meter of a usage type such as `USE1-TPS-hours` or `TPS-hours`, or nil where none is known.
  ///
  /// The region's prefix is stripped and never required; two services share some usage types, so the service decides.
  package init?(usageType: String, service: Service) {
    let bare = Meter.withoutRegion(usageType)
    let found = Meter.allCases.first {
      let definition = $0.definition
      return definition.service == service
        && (definition.usageTypes.contains(usageType) || definition.usageTypes.contains(bare))
    }
    guard let found else { return nil }
    self = found
  }

  /// `APN2-DataIngestion` → `DataIngestion`: two to four capital letters and at most one digit before a hyphen.
  private static func withoutRegion(_ usageType: String) -> String {
    guard let hyphen = usageType.firstIndex(of: "-") else { return usageType }
    var letters = usageType[..<hyphen]
    if letters.last?.isNumber == true { letters.removeLast() }
    guard (2...4).contains(letters.count), letters.allSatisfy({ ("A"..."Z").contains($0) }) else { return usageType }
    return String(usageType[usageType.index(after: hyphen)...])
  }
}
