import JSONText

// What follows when time passes.
extension World {
  /// What came about, for those who serve and keep data.
  enum Happening: Sendable, Hashable {
    /// Ready for the first time, with its data or model.
    case ready(Record)
    case updated(Record)
    case gone(Record)
  }

  /// Does all that is due by an instant, in order of time.
  mutating func settle(_ now: Int64) -> [Happening] {
    var happenings: [Happening] = []
    for record in order.compactMap({ records[$0] }) {
      if let end = record.deletion?.end, end <= now {
        for child in children(of: record) {
          remove(child.arn)
          happenings.append(.gone(child))
        }
        remove(record.arn)
        happenings.append(.gone(record))
        continue
      }
      if !record.isApplied, record.isSettled(now), record.outcome?.failure == nil {
        change(record.arn) { $0.isApplied = true }
        happenings.append(.ready(records[record.arn] ?? record))
        if record.kind == .solutionVersion { follow(record, now) }
      }
      if let update = record.update, !update.isApplied, update.end <= now {
        change(record.arn) { record in
          record.update?.isApplied = true
          record.closeFloor(before: update)
          record.apply(update.members)
        }
        happenings.append(.updated(records[record.arn] ?? record))
      }
    }
    trainAutomatically(now)
    return happenings
  }

  /// Campaigns that follow their solution take its newest version.
  private mutating func follow(_ version: Record, _ now: Int64) {
    let solution = version.text("solutionArn") ?? ""
    for campaign in all(.campaign)
    where World.solution(ofVersion: campaign.text("solutionVersionArn") ?? "") == solution {
      guard campaign["campaignConfig"]?["syncWithLatestSolutionVersion"]?.boolean == true, campaign.deletion == nil,
        campaign.update?.isApplied ?? true
      else { continue }
      var members = JSONTree.object([("solutionVersionArn", .text(version.arn))])
      for key in ["minProvisionedTPS", "campaignConfig"] { members = members.setting(key, to: campaign[key]) }
      change(campaign.arn) { $0.update = .init(members: members, start: now, end: now + 360_000_000) }
    }
  }

  /// Solutions that train by themselves: the first time within an hour of being active, then every so many days; no
  /// training without new interactions. A version made by hand counts as the first. Source: developer guide, 2025.
  private mutating func trainAutomatically(_ now: Int64) {
    for solution in all(.solution) where solution.isActive(now) {
      guard let next = nextTraining(of: solution), next <= now,
        let region = ARNText(solution.arn)?.region
      else { continue }
      let versions = all(.solutionVersion, where: "solutionArn", is: solution.arn)
      guard !versions.contains(where: { $0.isMaking(now) }) else { continue }
      let group = solution.text("datasetGroupArn") ?? ""
      guard let dataset = dataset("Interactions", of: group), hasNews(dataset, since: versions.last?.created) else {
        continue
      }
      _ = try? addVersion(
        of: solution, mode: versions.isEmpty ? "FULL" : "AUTOTRAIN", isManual: false, Call(now: now, region: region))
    }
  }

  /// When a solution trains next by itself; nil where it does not.
  func nextTraining(of solution: Record) -> Int64? {
    guard solution["performAutoTraining"]?.boolean ?? true, solution.deletion == nil, let active = solution.settled
    else {
      return nil
    }
    let expression = solution["solutionConfig"]?["autoTrainingConfig"]?["schedulingExpression"]?.string
    let days = Int64(World.days(expression ?? "rate(7 days)") ?? 7)
    guard let last = all(.solutionVersion, where: "solutionArn", is: solution.arn).last else {
      return active + World.firstTraining
    }
    return last.created + days * 86_400_000_000
  }

  /// Forty minutes: within the hour that the guide names (assumption).
  private static let firstTraining: Int64 = 2_400_000_000

  /// Whether a dataset got data since an instant.
  private func hasNews(_ dataset: Record, since instant: Int64?) -> Bool {
    let imports = all(.datasetImportJob, where: "datasetArn", is: dataset.arn)
    let settled = imports.filter { $0.outcome?.failure == nil }.compactMap(\.settled)
    let streamed = dataset["lastStreamed"]?.whole.map(Int64.init)
    guard let newest = (settled + [streamed].compactMap { $0 }).max() else { return false }
    return newest > instant ?? 0
  }
}

extension Record {
  /// Notes the floor that a campaign had until an update, for the bill.
  mutating func closeFloor(before update: Update) {
    guard kind == .campaign, let settled, update.members["minProvisionedTPS"] != self["minProvisionedTPS"] else {
      return
    }
    let past = self["floors"]?.elements ?? []
    let start = past.last?["end"]?.whole.map(Int64.init) ?? settled
    self["floors"] = .array(
      past + [
        .object([
          ("level", self["minProvisionedTPS"] ?? .whole(1)), ("start", .whole(Int(start))),
          ("end", .whole(Int(update.end))),
        ])
      ])
  }

  /// Takes over the members of an update; those of `…UpdateConfig` go into the configuration they are of.
  mutating func apply(_ members: JSONTree) {
    for member in members.members ?? [] {
      if member.key == "solutionUpdateConfig" {
        var config = self["solutionConfig"] ?? .object([])
        for inner in member.value.members ?? [] { config = config.setting(inner.key, to: inner.value) }
        self["solutionConfig"] = config
      } else {
        self[member.key] = member.value
      }
    }
  }
}
