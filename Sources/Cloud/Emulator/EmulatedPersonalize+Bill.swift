import JSONText
import Measures
import Pricing
import Synchronization

extension Endpoint {
  /// As rate cards tell recipe families apart.
  var resource: String { Billing.resource(arn, recipe: recipe, isRecommender: isRecommender) }

  var requestMeter: Meter { isRecommender ? .recommenderRequests : .requests }
}

/// Names and spans of what is billed.
enum Billing {
  static func resource(_ arn: String, recipe: String, isRecommender: Bool) -> String {
    if isRecommender { return Catalogue.name(arn) }
    return (recipe.hasSuffix("-v2") ? "v2:" : "legacy:") + Catalogue.name(arn)
  }

  /// From when to when a campaign or recommender was active, until an instant, in microseconds.
  static func spans(_ record: Record, until now: Int64) -> [(start: Int64, end: Int64)] {
    guard let settled = record.settled, settled <= now, record.outcome?.failure == nil else { return [] }
    let end = min(record.deletion?.end ?? now, now)
    var spans: [(start: Int64, end: Int64)] = []
    var start: Int64? = settled
    for step in record.steps where step.at > settled && step.at <= end {
      if step.status == "ACTIVE" { start = start ?? step.at }
      if step.status == "INACTIVE", let begun = start {
        spans.append((begun, step.at))
        start = nil
      }
    }
    if let start, end > start { spans.append((start, end)) }
    return spans
  }
}

// What is billed.
extension EmulatedPersonalize {
  /// Meters work that is done: imports by bytes, trainings by hours or events, batch jobs by lines.
  func meterWork(of record: Record) {
    let at = record.settled ?? record.created
    let fit = record["fit"]
    switch record.kind {
    case .datasetImportJob:
      meters.add(Double(record["bytes"]?.whole ?? 0) / 1e9, .ingestedGB, of: record.name, at: at)
    case .solutionVersion:
      let recipe = fit?["recipe"]?.string ?? ""
      let solution = Catalogue.name(record.text("solutionArn") ?? "")
      if recipe.hasSuffix("-v2") {
        meters.add(Double(fit?["events"]?.whole ?? 0), .trainingInteractions, of: "v2:" + solution, at: at)
      } else {
        meters.add(record["trainingHours"]?.number ?? 0, .trainingHours, of: "legacy:" + solution, at: at)
      }
    case .batchInferenceJob:
      let isNewest = record["usage"]?["recipe"]?.string?.hasSuffix("-v2") ?? false
      meters.add(
        Double(record["usage"]?["lines"]?.whole ?? 0), isNewest ? .batchRequestsV2 : .batchRequestsLegacy,
        of: record.name, at: at)
    case .batchSegmentJob:
      let users = Double(record["usage"]?["users"]?.whole ?? 0)
      for line in 0..<(record["usage"]?["lines"]?.whole ?? 0) {
        // A row a segment: each climbs the ladder of prices by itself.
        let slot = at / UsageMeters.slotMicroseconds + Int64(line)
        meters.add(
          users, UsageKey(resource: record.name, meter: Meter.segmentDatasetUsers.rawValue, slot: slot))
      }
    default: break
    }
  }

  /// Notes what a campaign or recommender that is gone was.
  func meterEnd(of record: Record) {
    for row in levels(of: record, until: record.deletion?.end ?? clock.now) {
      meters.note(
        row.level, row.meter, of: row.resource, from: row.start, to: row.end)
    }
  }

  private struct Level {
    let resource: String
    let meter: Meter
    let level: Double
    let start: Int64
    let end: Int64
  }

  /// The floors and hours of a campaign or recommender.
  private func levels(of record: Record, until now: Int64) -> [Level] {
    let spans = Billing.spans(record, until: now)
    switch record.kind {
    case .campaign:
      let recipe = record.text("recipe") ?? ""
      let resource = Billing.resource(record.arn, recipe: recipe, isRecommender: false)
      var levels = (record["floors"]?.elements ?? []).map { past in
        Level(
          resource: resource, meter: .minProvisionedTPS, level: past["level"]?.number ?? 1,
          start: Int64(past["start"]?.whole ?? 0), end: Int64(past["end"]?.whole ?? 0))
      }
      let since = levels.last?.end
      levels += spans.map { span in
        Level(
          resource: resource, meter: .minProvisionedTPS, level: Double(record["minProvisionedTPS"]?.whole ?? 1),
          start: max(span.start, since ?? .min), end: span.end)
      }
      return levels
    case .recommender:
      let name = Billing.resource(record.arn, recipe: "", isRecommender: true)
      let floor = record["recommenderConfig"]?["minRecommendationRequestsPerSecond"]?.whole ?? 1
      let users = record["fit"]?["users"]?.whole ?? 0
      return spans.flatMap { span in
        [
          Level(resource: name, meter: .recommenderUsers, level: Double(users), start: span.start, end: span.end),
          Level(resource: name, meter: .minRecommendationRPS, level: Double(floor), start: span.start, end: span.end),
          Level(
            resource: name, meter: .recommenderHours, level: Double(span.end - span.start) / 3.6e9, start: span.start,
            end: span.end),
        ]
      }
    default: return []
    }
  }

  /// What was used so far, as rows that a rate card prices.
  package func usage() -> Usage {
    settle()
    let now = clock.now
    let records = world.withLock { $0.all(.campaign) + $0.all(.recommender) }
    var rows = meters.rows
    for level in records.flatMap({ levels(of: $0, until: now) }) where level.end > level.start {
      guard let quantity = Quantity(measured: level.level) else { continue }
      rows.append(
        UsageRow(
          resource: Resource(level.resource), meter: level.meter, start: Instant(microseconds: level.start),
          end: Instant(microseconds: level.end), quantity: quantity))
    }
    return Usage(rows: rows)
  }

  /// The bill until now: `{"asOf","currency","total","low","high","partial","lines":[…],"billsNow":[…],"assumptions":[…]}`.
  ///
  /// Money is decimal text. `billsNow` names what goes on costing money, with the cost of its next hour without requests.
  package func bill() -> JSONTree {
    let usage = usage()
    var members: [(String, JSONTree)] = [("asOf", .instant(clock.now))]
    do {
      guard let card else { throw BillProblem.noCard }
      let bill = try Bill(pricing: usage, with: card)
      members += [
        ("currency", .text(bill.currency.code)), ("rateCard", .text(bill.cardName)),
        ("total", .text(bill.total.expected.text(places: 6))), ("low", .text(bill.total.low.text(places: 6))),
        ("high", .text(bill.total.high.text(places: 6))), ("partial", .flag(bill.isPartial)),
        (
          "lines",
          .array(
            bill.lines.map { line in
              .object([
                ("resource", .text(line.resource.name)), ("meter", .text(line.meter.rawValue)),
                ("month", .text("\(line.month)")), ("quantity", .text(line.quantity.text(places: 6))),
                ("unit", .text(line.meter.unit)),
                ("amount", line.amount.map { .text($0.expected.text(places: 6)) } ?? JSONTree(.null)),
                ("formula", .text(line.formula)),
              ])
            })
        ),
      ]
    } catch {
      members += [
        ("partial", .flag(true)), ("problem", .text("\(error)")),
        (
          "lines",
          .array(
            usage.rows.map { row in
              .object([
                ("resource", .text(row.resource.name)), ("meter", .text(row.meter.rawValue)),
                ("quantity", .text(row.quantity.text(places: 6))), ("unit", .text(row.meter.unit)),
                ("amount", JSONTree(.null)),
              ])
            })
        ),
      ]
    }
    members += [("billsNow", .array(billsNow())), ("assumptions", .array(Self.assumptions.map(JSONTree.text)))]
    return .object(members)
  }

  private enum BillProblem: Error, CustomStringConvertible {
    case noCard
    var description: String { "There is no rate card: quantities alone." }
  }

  private static let assumptions = [
    "A training bills 3.1 hours an hour it takes; AWS's own notebooks show 2 to 9.",
    "States last as long as in AWS's notebooks, on the emulator's clock.",
  ]

  /// What costs money from now on if nothing is done.
  private func billsNow() -> [JSONTree] {
    let now = clock.now
    let records = world.withLock { world in
      [ResourceKind.campaign, .recommender, .solution, .solutionVersion].flatMap { world.all($0) }
    }
    return records.compactMap { record -> JSONTree? in
      let head: [(String, JSONTree)] = [("arn", .text(record.arn)), ("status", .text(record.status(now)))]
      switch record.kind {
      case .campaign, .recommender:
        guard record.settled.map({ $0 <= now }) ?? false, record.outcome?.failure == nil,
          record.status(now) != "INACTIVE"
        else { return nil }
        return .object(
          head + [("perHour", hourly(record).map(JSONTree.text) ?? JSONTree(.null)), ("remedy", .text("Delete it."))])
      case .solutionVersion:
        guard record.isMaking(now) else { return nil }
        return .object(head + [("remedy", .text("Its training is billed when it ends or is stopped."))])
      default:
        guard record.isActive(now), record["performAutoTraining"]?.boolean ?? true else { return nil }
        return .object(head + [("remedy", .text("It trains by itself: delete it, or update performAutoTraining."))])
      }
    }
  }

  /// The cost of an hour of a campaign or recommender without requests.
  private func hourly(_ record: Record) -> String? {
    guard let card else { return nil }
    let start: Int64 = clock.now / 3_600_000_000 * 3_600_000_000
    let end = start + 3_600_000_000
    var whole = Record(
      kind: record.kind, arn: record.arn, number: 1, members: record.members.setting("floors", to: nil),
      created: start, updated: start, steps: [], due: start)
    whole.outcome = .init(at: start, failure: nil)
    let rows = levels(of: whole, until: end).compactMap { level in
      Quantity(measured: level.level).map {
        UsageRow(
          resource: Resource(level.resource), meter: level.meter, start: Instant(microseconds: level.start),
          end: Instant(microseconds: level.end), quantity: $0)
      }
    }
    guard let bill = try? Bill(pricing: Usage(rows: rows), with: card) else { return nil }
    return bill.total.expected.text(places: 6)
  }
}
