import Attributes
import Filters
import Randomness
import Schemas

extension Benchmark {
  /// What a filter costs a request: conditions on attributes, on the user and on events, over 100,000 items.
  static let filter = Benchmark(
    name: "filter",
    summary: "a filter by attributes, user and events: the set of 100,000 items that a request may show",
    unit: "requests/CPU s"
  ) { _ in
    let items = 100_000
    var stream = RandomStream(seed: 1, name: "bench/filter")
    func draw(_ bound: Int) -> Int { stream.integer(below: bound) }
    let subjects = AttributeTable(
      ids: (0..<items).map { "i\($0)" },
      columns: [
        AttributeColumn(name: "GENRE", categories: .init(cells: (0..<items).map { _ in "g\(draw(20))|g\(draw(20))" })),
        AttributeColumn(name: "PRICE", numbers: (0..<items).map { _ in Double(draw(100)) }),
      ])
    let users = AttributeTable(
      ids: ["u"], columns: [AttributeColumn(name: "AGE", numbers: [20])])
    let events = FilterEvents(
      items: (0..<200).map { _ in Int32(draw(items)) }[...], types: (0..<200).map { UInt8($0 % 2) }[...],
      timestamps: (0..<200).map(Int64.init)[...])
    let text = FilterText(
      #"INCLUDE ItemID WHERE Items.GENRE IN ("g1","g2") AND Items.PRICE < 50 IF CurrentUser.AGE > 18 "#
        + #"| EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("buy")"#)
    let filter = text.expression.flatMap { try? $0.bound().get() }.flatMap {
      try? CompiledFilter($0, subjects: subjects, users: users, eventTypes: ["view", "buy"])
    }
    let requests = 20_000
    return {
      var scratch = FilterScratch()
      var shown = 0
      let request = FilterRequest(user: 0, events: events, seconds: 1000)
      for _ in 0..<requests { shown += filter?.allowed(for: request, scratch: &scratch).count ?? 0 }
      return BenchmarkPass(units: requests, check: "\(shown / requests) items a request")
    }
  }

  /// What `recast log check` costs a row of events.
  static let check = Benchmark(
    name: "check", summary: "events as CSV checked against their schema, as `recast log check` does",
    unit: "rows/CPU s"
  ) { _ in
    var text = "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE\n"
    let rows = 1_000_000
    for row in 0..<rows {
      text += "user\(row &* 7919 % 50_000),item\(row &* 104_729 % 9000),\(1_600_000_000 + row),"
      text += row % 10 == 0 ? "purchase\n" : "view\n"
    }
    let bytes = Array(text.utf8)
    let schema = DatasetSchema(
      name: "Interactions",
      fields: [
        .init("USER_ID", .string), .init("ITEM_ID", .string), .init("TIMESTAMP", .long), .init("EVENT_TYPE", .string),
      ])
    return {
      var check = DatasetCheck(schema: schema, dataset: .interactions, now: 1_700_000_000)
      var at = 0
      while at < bytes.count {
        let end = min(bytes.count, at + 1 << 20)
        _ = check.append(bytes.span.extracting(at..<end))
        at = end
      }
      let report = check.finish()
      return BenchmarkPass(units: report.rows, check: "\(report.rows) rows, \(report.findings.count) findings")
    }
  }
}
