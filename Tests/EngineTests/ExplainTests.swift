import Engine
import Foundation
import Interactions
import Measures
import Pricing
import Reports
import Scenarios
import TestSupport
import Testing

/// A result with every kind of plan, and what lies beside it in a report's folder.
struct ExplainedRun {
  let facts: JSONValue
  let perUser: [UInt8]
  let table: [[String]]
  let markdown: String

  /// Run once for all tests.
  static let small = Task {
    let billing = "billing: {exchangeRate: 1390.5 KRW / USD, exchangeRateDate: 2026-11-20, vat: 10 %}\n"
    let input = try input(smallScenario + billing)
    let result = try await Run.result(of: input)
    let folder = try ReportFolder(result, userNames: input.log.users, runFacts: .null)
    let perUser = try #require(folder.files.first { $0.name == "quality-per-user.csv" }).bytes
    let facts = try #require(JSONValue(bytes: Array(Facts.json(result).text(isPretty: true).utf8)))
    return ExplainedRun(
      facts: facts, perUser: perUser, table: Summaries.plans(result).rows,
      markdown: Reports.markdown(Report.document(result)))
  }

  func document() throws -> ResultDocument { try ExplainedRun.document(facts, perUser: perUser) }

  static func document(_ value: JSONValue, perUser: [UInt8]? = nil) throws -> ResultDocument {
    try ResultDocument(bytes: Array(try value.text(isPretty: false).utf8), perUser: perUser)
  }
}

extension JSONValue {
  /// The value with another at the end of a path of member names and indices.
  func with(_ new: JSONValue, at path: String) -> JSONValue { with(new, at: path.split(separator: "/")[...]) }

  private func with(_ new: JSONValue, at path: ArraySlice<Substring>) -> JSONValue {
    guard let step = path.first else { return new }
    switch self {
    case .object(var members):
      members[String(step)] = (members[String(step)] ?? .null).with(new, at: path.dropFirst())
      return .object(members)
    case .array(var elements):
      guard let index = Int(step), elements.indices.contains(index) else { return self }
      elements[index] = elements[index].with(new, at: path.dropFirst())
      return .array(elements)
    default: return self
    }
  }

  /// Everything that holds nothing further, as paths for `with`.
  var leafPaths: [String] {
    switch self {
    case .object(let members) where !members.isEmpty:
      members.sorted { $0.key < $1.key }.flatMap { name, value in value.leafPaths.map { "\(name)/\($0)" } }
    case .array(let elements) where !elements.isEmpty:
      elements.enumerated().flatMap { index, value in value.leafPaths.map { "\(index)/\($0)" } }
    default: [""]
    }
  }
}

@Suite("Explaining a report") struct ExplainTests {
  @Test("every member of facts.json has a rule, and everything that can be computed again gives what is stored")
  func everyLeaf() async throws {
    let audit = ResultAudit(try await ExplainedRun.small.value.document())
    #expect(audit.withoutRule.isEmpty)
    #expect(audit.mismatches.isEmpty)
    #expect(audit.factCount > 2000 && audit.checkCount > 400, "\(audit.checkCount) of \(audit.factCount)")
  }

  @Test(
    "the committed reports follow from themselves",
    arguments: ["corner-shop", "video-service", "marketplace", "movielens-100k"])
  func committed(name: String) throws {
    let audit = ResultAudit(try ResultDocument(bytes: Array(ProjectFiles.text("reports/\(name)/facts.json").utf8)))
    #expect(audit.withoutRule.isEmpty)
    #expect(audit.mismatches.isEmpty)
  }

  @Test("a member that no rule knows is noticed") func newMember() async throws {
    let facts = try await ExplainedRun.small.value.facts.with(.integer(3), at: "plans/0/carbonGrams")
    #expect(ResultAudit(try ExplainedRun.document(facts)).withoutRule == ["plans[batch].carbonGrams"])
  }

  @Test("every number of the decision table is found, and at its plan") func decisionTable() async throws {
    let run = try await ExplainedRun.small.value
    let document = try run.document()
    for row in run.table {
      // Cost, both ends, p50, p99, age, NDCG, both ends.
      for cell in row[1..<8] where cell != "–" {
        for number in cell.split(separator: "–").map(String.init) {
          let answer = try ExplainAnswer(number, in: document)
          let text = try answer.json.text(isPretty: false)
          #expect(text.contains("plans[\(row[0])]"), "\(number) of \(row[0])")
        }
      }
    }
  }

  @Test("every number in the tables of costs, latencies, counts, ages and quality is found") func otherTables()
    async throws
  {
    let run = try await ExplainedRun.small.value
    let document = try run.document()
    let tables = (2...8).map { "**Table \($0).**" }
    let sections = run.markdown.split(separator: "\n\n").map(String.init)
    var count = 0
    for table in tables {
      let index = try #require(sections.firstIndex { $0.hasPrefix(table) })
      for row in sections[index + 1].split(separator: "\n").dropFirst(2) {
        let cells = row.replacing("*", with: "").split(separator: "|").dropFirst().dropFirst()
        for cell in cells {
          let numbers = cell.split { "()/–".contains($0) }.map { $0.trimmingCharacters(in: .whitespaces) }
          for number in numbers where number.first?.isNumber == true {
            count += 1
            #expect(throws: Never.self, "\(number) in \(table)") { try ExplainAnswer(number, in: document) }
          }
        }
      }
    }
    #expect(count > 100)
  }

  @Test(
    "a changed figure is a mismatch wherever it can be computed again",
    arguments: [
      ("plans/0/monthlyCost/expected", JSONValue.string("1.000000000000"), "plans[batch].monthlyCost"),
      ("plans/1/bill/total/expected", .string("1.000000000000"), "plans[campaign].bill.total"),
      ("plans/1/bill/lines/0/amount", .string("9999.000000000000"), "plans[campaign].bill.total"),
      ("plans/1/bill/lines/0/tiers/0/price", .string("7"), "plans[campaign].bill.lines[0]"),
      ("plans/1/bill/lines/0/quantity", .string("7"), "plans[campaign].bill.lines[0].quantity"),
      ("plans/0/requests/arrivals", .integer(5), "plans[batch].requests.arrivals"),
      ("plans/0/latencyMilliseconds/p99/low", .number(0.5), "plans[batch].latencyMilliseconds.p99"),
      ("plans/0/limits/0/value", .string("12.34 %"), "plans[batch].limits[0]"),
      ("plans/0/limits/0/isHeld", .boolean(false), "plans[batch].limits[0].isHeld"),
      ("plans/0/effort/stars", .integer(1), "plans[batch].effort.stars"),
      ("decision/winner", .string("hybrid"), "decision.winner"),
      ("decision/bestQuality", .string("popular"), "decision.bestQuality"),
      ("decision/frontier/0", .string("hybrid"), "decision.frontier[0]"),
      ("breakEven/users/cheaperAbove", .string("batch"), "breakEven.users"),
      ("quality/all/plans/0/metrics/ndcg@10/value", .number(0.9), "quality.all.plans[batch].metrics.ndcg@10"),
      (
        "quality/all/plans/0/metrics/userWeightedNDCG@10", .number(0.9),
        "quality.all.plans[0].metrics.userWeightedNDCG@10"
      ),
      ("quality/differencesToBest/0/ndcg@10/value", .number(0.9), "quality.differencesToBest[batch].ndcg@10"),
      ("settlement/plans/0/monthly", .string("1.5"), "settlement.plans[batch].monthly"),
      ("settlement/plans/1/vat", .string("1.5"), "settlement.plans[campaign].vat"),
      ("quality/catalogueCoverage/0/share", .number(0.9), "quality.catalogueCoverage[batch]"),
    ])
  func mismatch(place: String, value: JSONValue, question: String) async throws {
    let run = try await ExplainedRun.small.value
    #expect(try ExplainAnswer(question, in: run.document()).mismatchCount == 0)
    let changed = try ExplainedRun.document(run.facts.with(value, at: place), perUser: run.perUser)
    let answer = try ExplainAnswer(question, in: changed)
    #expect(answer.mismatchCount > 0)
    // Long lines are folded, so white space is made alike.
    let text = answer.text(source: "x").split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(text.contains("MISMATCH") && text.contains("but the file says"))
  }

  @Test("a month's cost names the bill, the months, and what its range rests on") func monthlyCost() async throws {
    let document = try await ExplainedRun.small.value.document()
    let text = try ExplainAnswer("plans[campaign].monthlyCost", in: document).text(source: "x")
    for part in [
      "USD a month", "plans[campaign].bill.total.expected", "scenario.months", "assumptions[demand.uncertainty]: 20 %",
      "rateCard.prices[v2Requests]", "windows of 5 min or month", "/ 2 = ", ", equals",
    ] { #expect(text.contains(part), "\(part)") }
  }

  @Test("the low end of a campaign's line is the window of a whole month, computed from requests and floor")
  func window() async throws {
    let document = try await ExplainedRun.small.value.document()
    let text = try ExplainAnswer("plans[campaign].bill.lines[v2Requests].low", in: document).text(source: "x")
    #expect(text.contains("plans[campaign].bill.lines"))
    let line = try #require(text.firstMatch(of: /plans\[campaign\]\.bill\.lines\[\d+\]/)).0
    let low = try ExplainAnswer("\(line).low", in: document).text(source: "x")
    #expect(low.contains("under the window of a") || low.contains("No reading or window is lower"))
  }

  @Test(
    "paths may hold dots, names of elements, numbers of elements and all elements",
    arguments: [
      ("plans[batch].latencyMilliseconds.p99.9", "plans[batch].latencyMilliseconds.p99.9.value"),
      ("plans[0].latencyMilliseconds.p99", "plans[batch].latencyMilliseconds.p99.value"),
      ("plans.batch.jobs", "plans[batch].jobs"), ("plans[*].jobs", "plans[hybrid].jobs"),
      ("quality.all.plans.popular.metrics.ndcg@10.low", "quality.all.plans[popular].metrics.ndcg@10.low"),
      ("assumptions[demand.uncertainty]", "assumptions[demand.uncertainty].value"),
      ("plans[campaign].bill.lines[v2Requests]", "plans[campaign].bill.lines[2].amount"),
      ("derived.requestShares[batch].servedFromStore", "derived.requestShares[batch].servedFromStore"),
      ("breakEven.users", "breakEven.users.at"), ("plans[batch]", "plans[batch].monthlyCost"), ("", "decision.winner"),
    ])
  func paths(question: String, found: String) async throws {
    let document = try await ExplainedRun.small.value.document()
    #expect(try ExplainAnswer(question, in: document).json.text(isPretty: false).contains("\"\(found)"))
  }

  @Test(
    "what is not there is said with what is",
    arguments: [
      ("plans[bach].jobs", "batch, campaign, hybrid, popular"), ("plans[batch].jbos", "jobs"), ("plans[7]", "batch"),
      ("batch", "neither a number nor a path"), ("plans[", "batch"), ("123456789.25", "nearest"),
      ("3 parsecs", "No fact"),
      ("3.6 ms)", "No fact"), ("plans[batch].jobs.more", "holds nothing further"), ("...", "neither"),
      ("1e999", "neither"),
    ])
  func missing(question: String, words: String) async throws {
    let document = try await ExplainedRun.small.value.document()
    let error = #expect(throws: ExplainError.self) { try ExplainAnswer(question, in: document) }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }

  @Test("whatever stands in the place of a value, explaining ends with an answer or an error") func hostile()
    async throws
  {
    let run = try await ExplainedRun.small.value
    let paths = run.facts.leafPaths
    let values: [JSONValue] = [
      .null, .integer(.max), .integer(.min), .number(1e308), .string("-99999999999999999"), .string(""), .array([]),
      ["a": "b"], .boolean(true),
    ]
    for (number, path) in paths.enumerated() where number % 6 == 4 {
      let changed = run.facts.with(values[(number / 6 + 4) % values.count], at: path)
      guard let document = try? ExplainedRun.document(changed) else { continue }
      _ = ResultAudit(document)
    }
  }

  @Test(
    "what is no result is an error in words",
    arguments: [
      ("", "no JSON"), ("{\"formatVersion\": 2, \"plans\": [", "no JSON"), ("[]", "no result"), ("{}", "no result"),
      ("{\"formatVersion\": 3, \"plans\": []}", "format 3"), ("{\"formatVersion\": \"2\"}", "no result"),
      ("{\"formatVersion\": 2, \"plans\": {}}", "no result"), ("[{\"formatVersion\": 2}]", "several results"),
      (String(repeating: "[", count: 100_000), "no JSON"), ("{\"currency\": \"USD\", \"lines\": []}", "no result"),
      ("\u{FEFF}\u{0}", "no JSON"),
    ])
  func noResult(text: String, words: String) {
    let error = #expect(throws: ExplainError.self) { try ResultDocument(bytes: Array(text.utf8)) }
    #expect(error?.description.contains(words) == true)
  }
}
