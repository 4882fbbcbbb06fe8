import BatchFiles
import Engine
import Reports
import ServingTables

/// What `recast log load` prints.
struct BatchLoadingOutput {
  let loading: BatchLoading
  let table: ServingTableName
  let database: String
  let files: Int
  let store: any ServingStore
  let isTrial: Bool

  private var acceptance: AcceptanceResult { loading.acceptance }
  private var tally: AcceptanceTally { loading.acceptance.tally }
  private var kind: BatchKind { tally.kind ?? .personalization }

  /// The SQL of the product for one user.
  private var query: String {
    store.query(table, kind: kind, limit: tally.lists > 0 ? max(1, tally.places / tally.lists) : 25)
  }

  // MARK: - Text

  var text: String {
    let keys = kind.keyWords
    var text = """
      \(counted(tally.lists)) lists with \(counted(tally.places)) \(kind.memberWords.many), \(kind.rawValue), from \(counted(tally.lines)) \
      lines of \(files == 1 ? "1 file" : "\(files) files")

      """
    text += TextTable.text(
      header: ["check", "measured", "of", "limit", ""], rows: acceptance.checks.map(row), numbers: [1, 3])
    text += "\n\(counted(acceptance.shownItems)) \(kind.memberWords.many) are listed; the most listed 1 % of them hold "
    text += "\(percent(acceptance.topPercentShare)) of all places (Gini \(decimals(acceptance.itemGini, 3)))\n"
    if let changed = acceptance.changedShare, let overlap = acceptance.meanRankBiasedOverlap {
      text += "\(percent(changed)) of the \(keys.many) served now get other first \(tally.reference.depth) places; "
      text += "mean rank-biased overlap \(decimals(overlap, 3)) (persistence 0.9)\n"
    }
    if tally.unexpected > 0 { text += "\(counted(tally.unexpected)) \(keys.many) have a list and were not expected\n" }
    if let version = loading.published {
      text += """

        Readers of \(table.quoted) get version \(version.number) now\(rollback)
        One \(keys.one)'s list:
          \(query)

        """
    } else if acceptance.isAccepted, isTrial {
      text += "\nAccepted; nothing was published, for it was only a test.\n"
    }
    return text
  }

  /// How to go back, where there is something to go back to.
  private var rollback: String {
    guard acceptance.previousLists != nil else { return ", the first" }
    func word(_ text: String) -> String {
      "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
    return "; back with\n  recast log rollback \(word(database)) --table \(word(table.text))"
  }

  private func row(_ check: AcceptanceCheck) -> [String] {
    let measured = check.value.map { check.counted == nil ? decimals($0, 3) : percent($0) } ?? "–"
    let sign = check.rule.isMinimum ? "≥" : "≤"
    let limit = check.counted == nil && check.rule == .overlap ? decimals(check.limit, 3) : percent(check.limit)
    let verdict = check.value == nil ? "not tested: \(reason(check.rule))" : check.isHeld ? "holds" : "FAILS"
    return [
      check.rule.title(kind, depth: tally.reference.depth), measured,
      check.counted.map { "\(counted($0.part)) of \(counted($0.whole))" } ?? "", "\(sign) \(limit)", verdict,
    ]
  }

  private func reason(_ rule: AcceptanceRule) -> String {
    switch rule {
    case .coverage: kind == .segment ? "give --items" : "give --users or --log"
    case .unknownItems: kind == .segment ? "give --users or --log" : "give --items or --log"
    case .shortLists: "give --list-length"
    case .kept, .overlap: "nothing is served yet"
    case .sameList: "fewer than 20 lists"
    case .errorLines, .repeatedKeys, .emptyLists, .duplicates: "no lines"
    }
  }

  // MARK: - JSON

  /// Shares in [0, 1].
  var json: JSONValue {
    [
      "accepted": .boolean(acceptance.isAccepted), "published": loading.published.map { .integer($0.number) } ?? .null,
      "kind": .string(kind.rawValue), "lines": .integer(tally.lines), "lists": .integer(tally.lists),
      "items": .integer(tally.places), "shownItems": .integer(acceptance.shownItems),
      "itemGini": .number(acceptance.itemGini), "topPercentShare": .number(acceptance.topPercentShare),
      "changedShare": acceptance.changedShare.map { .number($0) } ?? .null,
      "rankBiasedOverlap": acceptance.meanRankBiasedOverlap.map { .number($0) } ?? .null,
      "unexpected": .integer(tally.unexpected), "failedLines": .integer(tally.failed),
      "brokenLines": .object(
        Dictionary(
          uniqueKeysWithValues: zip(BatchLineFault.allCases, tally.broken).filter { $1 > 0 }.map {
            ($0.rawValue, .integer($1))
          })),
      "checks": .array(
        acceptance.checks.map { check in
          [
            "rule": .string(check.rule.rawValue), "value": check.value.map { .number($0) } ?? .null,
            "limit": .number(check.limit), "isMinimum": .boolean(check.rule.isMinimum),
            "holds": check.value == nil ? .null : .boolean(check.isHeld),
            "part": check.counted.map { .integer($0.part) } ?? .null,
            "whole": check.counted.map { .integer($0.whole) } ?? .null,
          ]
        }),
      "badLines": .array(
        loading.badLines.map {
          ["file": .string($0.file), "line": .integer($0.line), "message": .string($0.message)]
        }),
      "query": .string(query),
    ]
  }
}
