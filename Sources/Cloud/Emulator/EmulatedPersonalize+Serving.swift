import Attributes
import JSONText
import Recommenders
import Synchronization

/// Where the events of a tracking id go.
struct Tracker: Sendable {
  let group: String
  /// The group's Interactions dataset; nil without one.
  let dataset: String?
}

// What follows from changes of resources for answers and data.
extension EmulatedPersonalize {
  /// The data of a group, made at the first call.
  func data(of group: String) -> GroupData {
    data.withLock { data in
      if let known = data[group] { return known }
      let made = GroupData()
      data[group] = made
      return made
    }
  }

  private func binding(of group: String) -> FilterBinding {
    let data = data(of: group)
    return filters.withLock { filters in
      if let known = filters[group] { return known }
      let made = FilterBinding(data)
      filters[group] = made
      return made
    }
  }

  /// The model of a version or recommender; read from the state where it is not in memory.
  func model(of record: Record) -> ServedModel? {
    if let known = models.withLock({ $0[record.arn] }) { return known }
    guard let fit = record["fit"], let recipe = fit["recipe"]?.string.flatMap(Recipe.named),
      let trained = keptModel(record.arn)
    else { return nil }
    let types = fit["eventTypes"]?.elements.map { Set($0.compactMap(\.string)) }
    let made = ServedModel(
      trained, purpose: recipe.purpose, exclusion: fit["exclusion"]?.string.flatMap(Exclusion.init) ?? .seen,
      streamed: fit["streamed"]?.whole ?? 0, eventTypes: types)
    models.withLock { $0[record.arn] = made }
    return made
  }

  private func keptModel(_ arn: String) -> TrainedModel? {
    do {
      guard let bytes = try store.content(arn) else { return nil }
      return try TrainedModel(decoding: bytes)
    } catch {
      troubles.note(.reading, "The kept model of \(arn) cannot be read: \(error)")
      return nil
    }
  }

  /// Brings what answers requests, and what takes events, up to date with the resources.
  func serve(_ world: borrowing World, _ now: Int64) {
    var serving: [String: Endpoint] = [:]
    let known = endpoints.withLock { $0 }
    for record in world.all(.campaign) + world.all(.recommender) where record.isActive(now) {
      let isRecommender = record.kind == .recommender
      let configuration = record[isRecommender ? "recommenderConfig" : "campaignConfig"]
      let versionARN = isRecommender ? record.arn : record.text("solutionVersionArn") ?? ""
      let source = versionARN + (configuration?.compactText ?? "")
      if let same = known[record.arn], same.source == source {
        serving[record.arn] = same
        continue
      }
      guard let version = world.records[versionARN], let model = model(of: version) else { continue }
      let group = record.text("datasetGroupArn") ?? ""
      serving[record.arn] = Endpoint(
        arn: record.arn, recipe: version["fit"]?["recipe"]?.string ?? "", model: model, data: data(of: group),
        filters: binding(of: group), group: group, configuration: configuration, isRecommender: isRecommender,
        source: source)
    }
    endpoints.withLock { $0 = serving }
    for endpoint in serving.values where known[endpoint.arn] !== endpoint {
      readyQueue.async { [self] in
        endpoint.makeReady(at: now) { endpoints.withLock { $0[endpoint.arn] === endpoint } }
      }
    }
    // Answers of what is no more would keep its model in memory.
    if known.contains(where: { serving[$0.key] !== $0.value }) { cache.removeAll() }
    var taking: [String: Tracker] = [:]
    // Notebooks send events at once after they made a tracker, and the service takes them.
    for record in world.all(.eventTracker) where record.deletion == nil {
      let group = record.text("datasetGroupArn") ?? ""
      let dataset = world.dataset("Interactions", of: group).flatMap { $0.isActive(now) ? $0.arn : nil }
      taking[record.text("trackingId") ?? ""] = Tracker(group: group, dataset: dataset)
    }
    trackers.withLock { $0 = taking }
  }

  /// Does what follows from a resource's being ready, changed or gone.
  func follow(_ happening: World.Happening) {
    switch happening {
    case .ready(let record):
      meterWork(of: record)
      guard record.kind == .datasetImportJob else { return }
      apply(record)
      _ = readImports.withLock { $0.removeValue(forKey: record.arn) }
    case .updated(let record):
      guard record.kind == .dataset, let kind = DatasetKind(named: record.text("datasetType") ?? ""),
        let schema = world.withLock({ $0.schema(of: record) })
      else { return }
      data(of: record.text("datasetGroupArn") ?? "").rearrange(kind, to: schema)
    case .gone(let record):
      meterEnd(of: record)
      _ = models.withLock { $0.removeValue(forKey: record.arn) }
      switch record.kind {
      case .dataset:
        guard let kind = DatasetKind(named: record.text("datasetType") ?? "") else { return }
        data(of: record.text("datasetGroupArn") ?? "").drop(kind)
        do {
          try store.forget(owner: record.arn)
          troubles.clear(.forgetting)
        } catch {
          troubles.note(.forgetting, "Events of the deleted dataset \(record.arn) cannot be removed: \(error)")
        }
      case .datasetGroup:
        _ = data.withLock { $0.removeValue(forKey: record.arn) }
        _ = filters.withLock { $0.removeValue(forKey: record.arn) }
      default: break
      }
    }
  }

  /// Puts an import's rows into its dataset group's data.
  private func apply(_ record: Record) {
    let found = world.withLock { world -> (group: String, kind: DatasetKind, schema: Record?)? in
      guard let dataset = record.text("datasetArn").flatMap({ world.records[$0] }),
        let kind = DatasetKind(named: dataset.text("datasetType") ?? "")
      else { return nil }
      return (dataset.text("datasetGroupArn") ?? "", kind, dataset.text("schemaArn").flatMap { world.records[$0] })
    }
    guard let found, let schema = found.schema.flatMap(World.schema) else { return }
    let rows = readImports.withLock { $0[record.arn] } ?? keptRows(record, kind: found.kind, schema: schema)
    guard let rows else { return }
    data(of: found.group).take(
      rows, kind: found.kind, isFull: record.text("importMode") != "INCREMENTAL", schema: schema)
    // The first filter will want it.
    readyQueue.async { [data = data(of: found.group)] in _ = data.index }
  }

  // MARK: - After a restart

  /// Builds data, answers and unfinished work anew from what was kept.
  func restore(_ records: [Record]) throws {
    let now = clock.now
    let imports = records.filter { $0.kind == .datasetImportJob && $0.isApplied }
      .sorted { ($0.settled ?? 0, $0.number) < ($1.settled ?? 0, $1.number) }
    for record in imports { apply(record) }
    try store.journal { place, owner, arrived, bytes in
      replay(place, owner: owner, arrived: arrived, bytes: bytes)
    }
    let unfinished = records.filter { record in
      record.outcome == nil && record.due != .max && record.deletion == nil
    }
    for record in unfinished { begin(World.Work(kind: record.kind, arn: record.arn)) }
    world.withLock { serve($0, now) }
  }
}
