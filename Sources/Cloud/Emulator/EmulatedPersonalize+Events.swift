import Attributes
import JSONText
import LocalService
import Measures
import Schemas
import Synchronization

// personalize-events.
extension EmulatedPersonalize {
  private static let operations = ShapeParser.operations(OperationTable.events)

  func events(_ request: HTTPServiceRequest, requestID: String) -> HTTPServiceResponse {
    do throws(ServiceFault) {
      settleIfDue()
      try put(request)
      keepCountsIfDue()
      return HTTPServiceResponse(status: 200, headers: Headers.rest(requestID))
    } catch {
      return error.restResponse(requestID: requestID, isEvents: true)
    }
  }

  private func put(_ request: HTTPServiceRequest) throws(ServiceFault) {
    let names = [
      "/events": "PutEvents", "/items": "PutItems", "/users": "PutUsers", "/actions": "PutActions",
      "/action-interactions": "PutActionInteractions",
    ]
    guard request.method == "POST", let name = names[request.path], let members = Self.operations[name] else {
      throw .init(code: "UnknownOperationException", message: "There is no such operation.", status: 404)
    }
    let input = try Validation.checked(try RequestBody.tree(request.body), members)
    let now = clock.now
    switch name {
    case "PutEvents": try putEvents(input, request.body, now)
    case "PutActionInteractions": try putActionInteractions(input, request.body, now)
    default: try putRecords(input, name, request, now)
    }
  }

  private func tracker(_ input: Input) throws(ServiceFault) -> Tracker {
    let id = input.required("trackingId")
    guard let tracker = trackers.withLock({ $0[id] }) else { throw .invalid("The tracking ID \(id) is not valid.") }
    return tracker
  }

  // MARK: - Events

  private func putEvents(_ input: Input, _ body: [UInt8], _ now: Int64) throws(ServiceFault) {
    let tracker = try tracker(input)
    guard let dataset = tracker.dataset else {
      throw .invalid("The dataset group \(tracker.group) has no active Interactions dataset.")
    }
    let events = try EventReading.events(input, at: now)
    try keep(body, "/events", owner: dataset, now)
    data(of: tracker.group).append(events)
    meters.add(Double(body.count) / 1e9, .ingestedGB, of: tracker.group, at: now)
    noteStreaming(dataset, now)
  }

  private func putActionInteractions(_ input: Input, _ body: [UInt8], _ now: Int64) throws(ServiceFault) {
    let group = try tracker(input).group
    let found = world.withLock { $0.dataset("ActionInteractions", of: group) }
    guard let dataset = found, dataset.isActive(now) else {
      throw .invalid("The dataset group \(group) has no active Action interactions dataset.")
    }
    let events = try EventReading.actionEvents(input, at: now)
    try keep(body, "/action-interactions", owner: dataset.arn, now)
    data(of: group).append(events, of: .actions)
    meters.add(Double(body.count) / 1e9, .ingestedGB, of: group, at: now)
  }

  /// Keeps what was put, before it counts and is confirmed.
  private func keep(_ body: [UInt8], _ place: String, owner: String, _ now: Int64) throws(ServiceFault) {
    do { try store.append(body, to: place, owner: owner, arrived: now) } catch {
      troubles.note(.recording, "Events and records cannot be kept: \(error)")
      throw .failure("The emulator cannot keep its state: \(error)")
    }
    troubles.clear(.recording)
  }

  /// Notes that a dataset got news, for trainings that wait for some; once an hour will do.
  private func noteStreaming(_ dataset: String, _ now: Int64) {
    let isNew = streamingNoted.withLock { noted in
      guard now - (noted[dataset] ?? .min / 2) >= 3_600_000_000 else { return false }
      noted[dataset] = now
      return true
    }
    guard isNew else { return }
    world.withLock { $0.change(dataset) { $0["lastStreamed"] = .whole(Int(now)) } }
    nextChange.store(0, ordering: .releasing)
  }

  // MARK: - Records

  private static let kinds: [String: (kind: DatasetKind, list: String, id: String)] = [
    "PutItems": (.items, "items", "itemId"), "PutUsers": (.users, "users", "userId"),
    "PutActions": (.actions, "actions", "actionId"),
  ]

  private func putRecords(
    _ input: Input, _ name: String, _ request: HTTPServiceRequest, _ now: Int64
  ) throws(ServiceFault) {
    guard let (kind, list, id) = Self.kinds[name] else { return }
    let arn = input.required("datasetArn")
    let found = world.withLock { world in
      Result { () throws(ServiceFault) in
        let dataset = try world.record(.dataset, arn)
        guard dataset.isActive(now) else {
          throw ServiceFault.inUse("The dataset \(arn) is in the state \(dataset.status(now)).")
        }
        return (dataset, world.schema(of: dataset))
      }
    }
    let (dataset, schema) = try found.get()
    guard let schema, DatasetKind(named: dataset.text("datasetType") ?? "") == kind else {
      throw .invalid("\(name) cannot be used with the dataset \(arn).")
    }
    var records: [(id: String, properties: [String: String])] = []
    for entry in input[list]?.elements ?? [] {
      let properties = try EventReading.properties(entry["properties"]?.string)
      records.append((entry[id]?.string ?? "", try EventReading.row(properties, schema, kind)))
    }
    try keep(request.body, request.path, owner: arn, now)
    data(of: dataset.text("datasetGroupArn") ?? "").put(records, kind: kind, schema: schema, at: now)
    meters.add(Double(request.body.count) / 1e9, .ingestedGB, of: dataset.text("datasetGroupArn") ?? "", at: now)
  }

  // MARK: - After a restart

  /// Takes in again what was put in an earlier run.
  func replay(_ place: String, owner: String, arrived: Int64, bytes: [UInt8]) {
    guard let dataset = world.withLock({ $0.records[owner] }), let tree = try? RequestBody.tree(bytes) else { return }
    let group = data(of: dataset.text("datasetGroupArn") ?? "")
    switch place {
    case "/events":
      guard let events = try? EventReading.events(Input(tree), at: arrived) else { return }
      group.append(events)
    case "/action-interactions":
      guard let events = try? EventReading.actionEvents(Input(tree), at: arrived) else { return }
      group.append(events, of: .actions)
    case "/forget": _ = group.remove(users: Set((tree.elements ?? []).compactMap(\.string)))
    default:
      guard let kind = DatasetKind(named: dataset.text("datasetType") ?? ""),
        let schema = world.withLock({ $0.schema(of: dataset) }),
        let (_, list, id) = Self.kinds.values.first(where: { $0.kind == kind })
      else { return }
      let records = (tree[list]?.elements ?? []).compactMap { entry -> (id: String, properties: [String: String])? in
        guard let properties = try? EventReading.properties(entry["properties"]?.string),
          let row = try? EventReading.row(properties, schema, kind)
        else { return nil }
        return (entry[id]?.string ?? "", row)
      }
      group.put(records, kind: kind, schema: schema, at: arrived)
    }
  }
}
