import JSONText

// Deletions and what forbids them. Sources: API pages of the delete operations, developer guide, samples' notes.
extension World {
  mutating func delete(_ kind: ResourceKind, _ input: Input, _ call: Call) throws(ServiceFault) -> JSONTree {
    let record = try record(kind, input.required(kind.arnKey))
    let now = call.now
    if record.deletion != nil { throw .inUse("\(record.arn) is being deleted.") }
    switch kind {
    case .schema:
      if let user = all(.dataset).first(where: { $0.text("schemaArn") == record.arn || $0.isMoving(to: record.arn) }) {
        throw .inUse("The schema \(record.arn) is used by the dataset \(user.arn).")
      }
      remove(record.arn)
      return .object([])
    case .datasetGroup: try checkEmpty(record, now)
    case .dataset: try checkIdle(record, call)
    case .solution:
      let campaigns = all(.campaign).filter {
        World.solution(ofVersion: $0.text("solutionVersionArn") ?? "") == record.arn
      }
      if let campaign = campaigns.first { throw .inUse("The solution is used by the campaign \(campaign.arn).") }
      let versions = all(.solutionVersion, where: "solutionArn", is: record.arn)
      if let version = versions.first(where: { $0.isMaking(now) }) {
        throw .inUse("The solution version \(version.arn) is in the state \(version.status(now)).")
      }
      try checkJobs(versions.map(\.arn), now)
    case .campaign:
      let isBusy = record.update.map { !$0.isApplied } ?? false
      guard !record.isMaking(now), !isBusy else {
        throw .inUse("The campaign \(record.arn) is in the state \(isBusy ? "of an update" : record.status(now)).")
      }
    case .recommender:
      let status = record.status(now)
      guard ["ACTIVE", "INACTIVE", "CREATE FAILED"].contains(status) else {
        throw .inUse("The recommender \(record.arn) is in the state \(status).")
      }
    case .filter:
      let jobs = all(.batchInferenceJob) + all(.batchSegmentJob)
      if let job = jobs.first(where: { $0.text("filterArn") == record.arn && $0.isMaking(now) }) {
        throw .inUse("The filter is used by \(job.arn), which is in the state \(job.status(now)).")
      }
      if record.isMaking(now) { throw .inUse("The filter \(record.arn) is in the state \(record.status(now)).") }
    case .eventTracker, .metricAttribution:
      if record.isMaking(now) { throw .inUse("\(record.arn) is in the state \(record.status(now)).") }
    default: throw .invalid("A \(kind.wrapper) cannot be deleted.")
    }
    delete(record, at: now)
    return .object([])
  }

  /// Nothing may be left in a dataset group.
  private func checkEmpty(_ group: Record, _ now: Int64) throws(ServiceFault) {
    if group.isMaking(now) { throw .inUse("The dataset group is in the state \(group.status(now)).") }
    for kind in [ResourceKind.dataset, .solution, .eventTracker, .recommender] {
      if let held = all(kind, where: "datasetGroupArn", is: group.arn).first {
        throw .inUse("The dataset group \(group.arn) still holds the \(kind.wrapper) \(held.arn).")
      }
    }
  }

  private func checkJobs(_ versions: [String], _ now: Int64) throws(ServiceFault) {
    for job in all(.batchInferenceJob) + all(.batchSegmentJob) where job.isMaking(now) {
      guard versions.contains(job.text("solutionVersionArn") ?? "") else { continue }
      throw .inUse("\(job.arn) is in the state \(job.status(now)).")
    }
  }

  /// What goes with a resource.
  func children(of record: Record) -> [Record] {
    switch record.kind {
    case .solution:
      let versions = all(.solutionVersion, where: "solutionArn", is: record.arn)
      return versions + versions.flatMap { children(of: $0) }
    case .solutionVersion:
      return all(.batchInferenceJob, where: "solutionVersionArn", is: record.arn)
        + all(.batchSegmentJob, where: "solutionVersionArn", is: record.arn)
    case .dataset:
      return all(.datasetImportJob, where: "datasetArn", is: record.arn)
        + all(.datasetExportJob, where: "datasetArn", is: record.arn)
    case .datasetGroup:
      return [ResourceKind.dataDeletionJob, .filter, .metricAttribution].flatMap {
        all($0, where: "datasetGroupArn", is: record.arn)
      }
    default: return []
    }
  }
}

extension Record {
  /// Whether an update points it to another schema.
  fileprivate func isMoving(to schema: String) -> Bool {
    guard let update, !update.isApplied else { return false }
    return update.members["schemaArn"]?.string == schema
  }
}
