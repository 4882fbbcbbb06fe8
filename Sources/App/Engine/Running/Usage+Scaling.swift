import Measures
import Serving

extension Usage {
  /// The same usage with `users` times as many users and `requests` times as many requests; exact but for the rounding of
  /// quantities. Jobs, trainings and the data they learn from stay as they are, so does a campaign's floor.
  ///
  /// - Parameter store: the size of the plan's store, where it has one; without it the store stays as it is.
  package func scaled(users: Double, requests: Double, store: StoreSize? = nil) -> Usage {
    let floors = metadataFloors
    var scaled: [UsageRow] = []
    scaled.reserveCapacity(rows.count)
    func add(_ row: UsageRow, _ meter: Meter, _ units: Double) {
      guard let quantity = Quantity(measured: units) else { return scaled.append(row) }
      scaled.append(
        UsageRow(resource: row.resource, meter: meter, start: row.start, end: row.end, quantity: quantity))
    }
    for row in rows {
      let units = row.quantity.approximate
      switch row.meter.driver {
      case .nothing: scaled.append(row)
      case .users: add(row, row.meter, units * users)
      case .requests: add(row, row.meter, units * requests)
      case .store:
        let before = store?.provisioned(at: row.start) ?? 0
        let after = store?.provisioned(at: row.start, users: users) ?? 0
        add(row, row.meter, before > 0 ? units * after / before : units)
      // Billed are the floor's requests, and in each window what goes beyond them: made anew from those two, below.
      case .billedRequests: break
      }
      guard row.meter == .minProvisionedTPS, let floor = floors[row.resource] else { continue }
      add(row, .metadataRequests, floor * (row.end - row.start).seconds)
    }
    let dense = traffic.map { $0.scaled(by: requests) }
    for campaign in dense {
      guard let floor = floors[campaign.resource] else { continue }
      scaled += campaign.metadataBeyond(floor: floor)
    }
    return Usage(rows: scaled, traffic: dense)
  }

  /// The floors of the campaigns whose answers carry metadata, in requests a second.
  private var metadataFloors: [Resource: Double] {
    let billed = Set(rows.lazy.filter { $0.meter == .metadataRequests }.map(\.resource))
    return Dictionary(
      rows.lazy.filter { $0.meter == .minProvisionedTPS && billed.contains($0.resource) }.map {
        ($0.resource, $0.quantity.approximate)
      }, uniquingKeysWith: { first, _ in first })
  }
}

extension CampaignTraffic {
  /// Whole requests in each slot; a slot holds at most 2^31.
  fileprivate func scaled(by factor: Double) -> CampaignTraffic {
    CampaignTraffic(
      resource: resource, start: start,
      requests: requests.map { Int32(clamping: Int((Double($0) * factor).rounded())) })
  }

  /// Requests with metadata above the floor's, a row a day.
  fileprivate func metadataBeyond(floor: Double) -> [UsageRow] {
    let slotSeconds = Double(CampaignTraffic.slotMicroseconds) / 1e6
    let slotsPerDay = Int(Instant.microsecondsPerDay / CampaignTraffic.slotMicroseconds)
    return stride(from: 0, to: requests.count, by: slotsPerDay).compactMap { first in
      let beyond = requests[first..<min(first + slotsPerDay, requests.count)].reduce(0) {
        $0 + max(0, Double($1) - floor * slotSeconds)
      }
      let begin = start + .seconds(Double(first) * slotSeconds)
      return Quantity(measured: beyond).map {
        UsageRow(resource: resource, meter: .metadataRequests, start: begin, end: begin + .days(1), quantity: $0)
      }
    }
  }
}

/// What the amount of a meter grows with.
private enum Driver {
  case users, requests
  /// Users, in steps: what is provisioned for their lists.
  case store
  /// Requests, above a floor.
  case billedRequests
  case nothing
}

extension Meter {
  fileprivate var driver: Driver {
    switch self {
    case .batchRequestsLegacy, .batchRequestsV2, .themeRequests, .segmentDatasetUsers, .recommenderUsers,
      .dynamoDBWriteUnits, .dynamoDBStorageGBMonths:
      .users
    case .requests, .recommenderRequests, .nextBestActionRequests, .dynamoDBReadUnits, .lambdaRequests,
      .lambdaGBSeconds, .lambdaArmGBSeconds, .apiGatewayHTTPRequests, .apiGatewayRESTRequests, .dataTransferOutGB,
      .cloudWatchLogsGB:
      .requests
    case .rdsStorageGBMonths, .elastiCacheRedisMicroHours, .elastiCacheValkeyMicroHours: .store
    case .metadataRequests: .billedRequests
    // Set by settings, by the data, or stated as billed already. S3 holds the lists too, for fractions of a cent.
    case .ingestedGB, .trainingHours, .trainingInteractions, .minProvisionedTPS, .tpsHours, .v2Requests,
      .recommenderHours, .minRecommendationRPS, .recommenderExtraRequests, .s3StorageGBMonths, .s3PutRequests,
      .s3GetRequests, .rdsMicroHours, .rdsSmallHours, .ec2SmallHours:
      .nothing
    }
  }
}
