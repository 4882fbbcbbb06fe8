import ArgumentParser
import Attributes
import Filters
import Interactions
import InteractionStore
import Reports
import Schemas

/// `recast filter`: Personalize's filter expressions.
struct FilterCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "filter", abstract: "Check filter expressions, and see what they leave.",
    subcommands: [CheckCommand.self])

  struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "Check a filter expression: what is wrong and where, and what it would leave users.",
      discussion: """
          recast filter check 'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("buy")'
          recast filter check 'INCLUDE ItemID WHERE Items.GENRE IN ($G)' --schema items=items.avsc
          recast filter check 'INCLUDE ItemID WHERE Items.PRICE < $MAX' --value MAX=10 --log log.csv --items items.csv

        Exit codes: 0 the service would take it; 1 users are starved, with --max-starved; 2 it would be refused.
        """)
    @Argument(help: "The expression.") var expression: String
    @Option(help: "A schema by data set: users=FILE, items=FILE, actions=FILE. May be repeated.") var schema: [String] =
      []
    @Option(help: "A log to try it on.") var log: String?
    @Option(help: "Attributes of items, CSV with ITEM_ID.") var items: String?
    @Option(help: "Attributes of users, CSV with USER_ID.") var users: String?
    @Option(help: "A placeholder's value, NAME=VALUE; several values joined by commas. May be repeated.")
    var value: [String] = []
    @Option(help: "What it is used with: \(FilterUse.allCases.map(\.rawValue).joined(separator: ", ")).") var use:
      String?
    @Option(help: "Items that a list needs; users with fewer left are starved.") var needed = 25
    @Option(help: "Starved users allowed, in percent of those looked at; more give exit code 1.") var maxStarved:
      Double?
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
      for entry in value where !entry.contains("=") { throw ValidationError("--value \(entry) is none: NAME=VALUE.") }
      for entry in schema where DatasetKind(named: String(entry.prefix { $0 != "=" })) == nil || !entry.contains("=") {
        throw ValidationError("--schema \(entry) is none: items=FILE, users=FILE or actions=FILE.")
      }
      if let use, FilterUse(rawValue: use) == nil { throw ValidationError("--use \(use) is none.") }
      if needed < 1 { throw ValidationError("--needed must be at least 1.") }
    }

    func run() async throws {
      let parsed = FilterText(expression)
      var problems = parsed.problems
      var tables: [DatasetKind: AttributeTable] = [:]
      let kinds = try schemaKinds()
      if let items { tables[.items] = try DataFiles.attributes(items, of: .items, kinds: kinds[.items] ?? [:]) }
      if let users { tables[.users] = try DataFiles.attributes(users, of: .users, kinds: kinds[.users] ?? [:]) }
      problems += parsed.problems(against: FilterFields(kinds))
      let fromTables = tables.filter { kinds[$0.key] == nil }
      problems += parsed.problems(against: FilterFields(tables: fromTables))
      if let use = use.flatMap(FilterUse.init) { problems += parsed.problems(for: use) }
      var impact: FilterImpact?
      if let log, let filter = parsed.expression, !problems.hasErrors {
        impact = try self.impact(of: filter, on: log, tables)
      } else if !value.isEmpty, let filter = parsed.expression {
        _ = try bound(filter)
      }
      try show(parsed, problems, impact)
    }

    private func schemaKinds() throws(Stop) -> [DatasetKind: [String: AttributeTable.Kind]] {
      var kinds: [DatasetKind: [String: AttributeTable.Kind]] = [:]
      for entry in schema {
        let parts = entry.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, let dataset = DatasetKind(named: parts[0]) else { continue }
        kinds[dataset] = try DataFiles.usableSchema(parts[1], as: dataset).attributeKinds
      }
      return kinds
    }

    private func bound(_ filter: FilterExpression) throws(Stop) -> BoundFilter {
      var values: [String: String] = [:]
      for entry in value {
        let parts = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let isPlain = !parts[1].contains("\"") && !parts[1].contains("'")
        // A shell eats quotes: without any the values are put into them.
        values[parts[0]] =
          isPlain ? parts[1].split(separator: ",").map { "\"\($0)\"" }.joined(separator: ",") : parts[1]
      }
      do { return try filter.bound(to: values).get() } catch { throw Stop(.wrongInput, error.description) }
    }

    private func impact(
      of filter: FilterExpression, on path: String, _ tables: [DatasetKind: AttributeTable]
    ) throws(Stop) -> FilterImpact {
      let filter = try bound(filter)
      let reading: LogReading
      do { reading = try loadLog(path: path, format: nil) } catch { throw Stop(.environment, "\(error)") }
      try Terminal.show(reading.findings)
      do {
        return try FilterImpact(
          of: filter, on: reading.log, items: tables[.items], users: tables[.users], needed: needed)
      } catch {
        let file = error.field.hasPrefix("Users") ? "--users" : "--items"
        throw Stop(.wrongInput, "\(error) Give a file that does with \(file).")
      }
    }
  }
}

// MARK: - Output

extension FilterCommand.CheckCommand {
  private func show(_ parsed: FilterText, _ problems: [FilterProblem], _ impact: FilterImpact?) throws {
    if json {
      try Terminal.write([
        "expression": .string(expression), "valid": .boolean(!problems.hasErrors),
        "canonical": parsed.expression.map { .string($0.description) } ?? .null,
        "parameters": .array((parsed.expression?.parameters ?? []).map(JSONValue.string)),
        "problems": .array(problems.map(json)), "impact": impact.map(json) ?? .null,
      ])
    } else {
      for problem in problems {
        Terminal.say(
          "\(problem.severity.rawValue): \(DataFiles.plain(problem.message)) \(DataFiles.plain(problem.remedy))")
        Terminal.say(problem.excerpt(of: expression).split(separator: "\n").map { "  \($0)\n" }.joined())
      }
      if !problems.hasErrors, let filter = parsed.expression {
        let given = Set(value.map { String($0.prefix { $0 != "=" }) })
        let waiting = filter.parameters.filter { !given.contains($0) }.map { "$\($0)" }.joined(separator: ", ")
        Terminal.write("valid\(waiting.isEmpty ? "" : "; waits for \(waiting)")\n")
      }
      if let impact { Terminal.write(text(impact)) }
    }
    if problems.hasErrors { throw Stop(.wrongInput) }
    if let maxStarved, let impact, impact.usersLookedAt > 0,
      Double(impact.starved) * 100 > maxStarved * Double(impact.usersLookedAt)
    {
      throw Stop(
        .failedCheck, "\(impact.starved) of \(impact.usersLookedAt) users have fewer than \(needed) items left.")
    }
  }

  private func text(_ impact: FilterImpact) -> String {
    func share(_ part: Int, _ whole: Int) -> String {
      whole == 0 ? "–" : "\((Double(part) / Double(whole) * 1000).rounded() / 10) %"
    }
    if let allowed = impact.usersAllowed {
      return TextTable.text(
        header: ["what", "value", "share"],
        rows: [["users who pass", "\(allowed) of \(impact.users)", share(allowed, impact.users)]], numbers: [1, 2])
    }
    let all = impact.items
    var rows = [
      ["items", "\(all)", ""],
      ["excluded for a stranger", "\(all - impact.leftToStranger)", share(all - impact.leftToStranger, all)],
      ["events on those", "", "\((impact.eventShareHidden * 1000).rounded() / 10) %"],
      ["left to a user: least", "\(impact.least)", share(impact.least, all)],
      ["left to a user: one in twenty at most", "\(impact.twentieth)", share(impact.twentieth, all)],
      ["left to a user: half at most", "\(impact.median)", share(impact.median, all)],
      [
        "users with fewer than \(needed) left", "\(impact.starved) of \(impact.usersLookedAt)",
        share(impact.starved, impact.usersLookedAt),
      ],
    ]
    for user in impact.mostStarved.prefix(5) {
      if impact.silent > 0 {
        rows.append([
          "users silent for 90 days, whose events filters forget", "\(impact.silent) of \(impact.usersLookedAt)",
          share(impact.silent, impact.usersLookedAt),
        ])
      }
      rows.append(["  \(DataFiles.plain(user.name))", "\(user.itemsLeft)", ""])
    }
    return TextTable.text(header: ["what", "value", "share"], rows: rows, numbers: [1, 2])
  }

  private func json(_ problem: FilterProblem) -> JSONValue {
    [
      "severity": .string(problem.severity.rawValue), "code": .string(problem.code),
      "from": .integer(problem.range.lowerBound), "to": .integer(problem.range.upperBound),
      "message": .string(problem.message), "remedy": .string(problem.remedy),
    ]
  }

  private func json(_ impact: FilterImpact) -> JSONValue {
    [
      "items": .integer(impact.items), "leftToStranger": .integer(impact.leftToStranger),
      "eventShareHidden": .number(impact.eventShareHidden), "users": .integer(impact.users),
      "usersLookedAt": .integer(impact.usersLookedAt), "least": .integer(impact.least),
      "twentieth": .integer(impact.twentieth), "median": .integer(impact.median), "needed": .integer(needed),
      "starved": .integer(impact.starved), "silent": .integer(impact.silent),
      "mostStarved": .array(
        impact.mostStarved.map { ["user": .string($0.name), "itemsLeft": .integer($0.itemsLeft)] }),
      "usersAllowed": impact.usersAllowed.map(JSONValue.integer) ?? .null,
    ]
  }
}
