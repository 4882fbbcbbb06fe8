import JSONText
import LocalService
import Measures
import Synchronization

// personalize-runtime.
extension EmulatedPersonalize {
  private static let operations = ShapeParser.operations(OperationTable.runtime)

  func runtime(_ request: HTTPServiceRequest, requestID: String) async -> HTTPServiceResponse {
    do throws(ServiceFault) {
      settleIfDue()
      let now = clock.now
      var body: [UInt8]
      if let known = try cached(request, now) {
        body = known
      } else if Self.needsTables(request.body) {
        body = try await withTaskExecutorPreference(globalConcurrentExecutor) { () throws(ServiceFault) in
          try answer(request, now)
        }
      } else {
        body = try answer(request, now)
      }
      body += #"],"recommendationId":"RID-"#.utf8
      body += identifiers.uuidBytes()
      body += "\"}".utf8
      keepCountsIfDue()
      return HTTPServiceResponse(status: 200, headers: Headers.rest(requestID), body: body)
    } catch {
      return error.restResponse(requestID: requestID, isEvents: false)
    }
  }

  /// Whether a request names a filter, a promotion or metadata: tables may have to be made for it, which must keep no other
  /// request waiting.
  private static func needsTables(_ body: [UInt8]) -> Bool {
    body.withUnsafeBufferPointer { bytes in
      bytes.firstPlace(of: "filterArn") != nil || bytes.firstPlace(of: "metadataColumns") != nil
    }
  }

  /// The answer to the same request, where all that it followed from is still so.
  private func cached(_ request: HTTPServiceRequest, _ now: Int64) throws(ServiceFault) -> [UInt8]? {
    guard let entry = cache.entry(request.path, request.body) else { return nil }
    let endpoint = entry.endpoint
    guard endpoints.withLock({ $0[endpoint.arn] === endpoint }) else { return nil }
    if let user = entry.stamp.user,
      endpoint.data.streamedCount(of: user, at: now, endpoint.subject) != entry.stamp.events
    {
      return nil
    }
    if !entry.stamp.rows.isEmpty {
      guard entry.stamp.rows == endpoint.rows(at: now, filtersVersion.load(ordering: .relaxed)) else { return nil }
    }
    try admit(endpoint, entry.hasMetadata, now)
    return entry.head
  }

  private func answer(_ request: HTTPServiceRequest, _ now: Int64) throws(ServiceFault) -> [UInt8] {
    guard request.method == "POST" else { throw .init(code: "UnknownOperationException", message: "Use POST.") }
    let names = [
      "/recommendations": "GetRecommendations", "/personalize-ranking": "GetPersonalizedRanking",
      "/action-recommendations": "GetActionRecommendations",
    ]
    guard let name = names[request.path], let members = Self.operations[name] else {
      throw .init(code: "UnknownOperationException", message: "There is no such operation.", status: 404)
    }
    let input = try Validation.checked(try RequestBody.tree(request.body), members)
    let endpoint = try endpoint(input)
    let hasMetadata = input["metadataColumns"]?.members?.isEmpty == false
    let version = filtersVersion.load(ordering: .relaxed)
    let answering = Answering(endpoint: endpoint, now: now, filtersVersion: version) {
      [self] arn throws(ServiceFault) in
      let filter = world.withLock { world in
        Result { () throws(ServiceFault) in try world.record(.filter, arn) }
      }
      let record = try filter.get()
      guard record.text("datasetGroupArn") == endpoint.group else {
        throw .invalid("The filter \(arn) belongs to another dataset group.")
      }
      guard record.isActive(now) else { throw .invalid("The filter \(arn) is in the state \(record.status(now)).") }
      return record.text("filterExpression") ?? ""
    }
    let made: Answering.Made
    switch name {
    case "GetRecommendations": made = try answering.recommendations(input)
    case "GetPersonalizedRanking": made = try answering.ranking(input)
    default: made = try answering.actions(input)
    }
    try admit(endpoint, hasMetadata, now)
    if made.isLasting {
      cache.keep(
        .init(endpoint: endpoint, stamp: made.stamp, hasMetadata: hasMetadata, head: made.head), for: request.path,
        request.body)
    }
    return made.head
  }

  /// The campaign or recommender that a request names.
  private func endpoint(_ input: Input) throws(ServiceFault) -> Endpoint {
    let (campaign, recommender) = (input.text("campaignArn"), input.text("recommenderArn"))
    guard let arn = campaign ?? recommender, campaign == nil || recommender == nil else {
      throw .invalid("Give either campaignArn or recommenderArn.")
    }
    if let endpoint = endpoints.withLock({ $0[arn] }) {
      guard endpoint.isRecommender == (campaign == nil) else {
        throw .invalid("The ARN \(arn) is not that of a \(campaign == nil ? "recommender" : "campaign").")
      }
      return endpoint
    }
    let now = clock.now
    let found = world.withLock { world in
      Result { () throws(ServiceFault) in try world.record(campaign == nil ? .recommender : .campaign, arn) }
    }
    let record = try found.get()
    throw .invalid("The resource \(arn) is in the state \(record.status(now)) and must be ACTIVE.")
  }

  /// Counts a request, or refuses it above the provisioned rate.
  private func admit(_ endpoint: Endpoint, _ hasMetadata: Bool, _ now: Int64) throws(ServiceFault) {
    if let throttles {
      let floor = world.withLock { world in
        world.records[endpoint.arn].map { record in
          record["minProvisionedTPS"]?.whole
            ?? record["recommenderConfig"]?["minRecommendationRequestsPerSecond"]?.whole ?? 1
        }
      }
      guard throttles.admits(endpoint.arn, floor: Double(floor ?? 1), at: now) else {
        throw .throttled("Rate exceeded.")
      }
    }
    meters.add(1, endpoint.requestMeter, of: endpoint.resource, at: now)
    if hasMetadata { meters.add(1, .metadataRequests, of: endpoint.resource, at: now) }
  }
}
