import Measures
import Pricing
import Reports
import Scenarios

extension Report {
  static func assumptionBlocks(_ result: RunResult, _ say: Phrasebook) -> [Block] {
    let scenario = result.scenario
    var blocks: [Block] = [
      .heading(say(.logHeading)),
      .paragraph(
        say(
          .logFacts, result.origin.name, Format.count(result.events), Format.count(result.users),
          Format.count(result.items), "\(result.firstEvent)", "\(result.lastEvent)")),
    ]
    if result.origin.rowsSkipped > 0 {
      blocks.append(.note(say(.rowsSkipped, Format.count(result.origin.rowsSkipped))))
    }
    blocks += [
      .heading(say(.simulationHeading)),
      .paragraph(
        say(
          .simulationFacts, monthSpan(scenario), "\(scenario.replications)", "\(scenario.seed)",
          Format.fixed(result.peakRate, 2))),
      .heading(say(.pricesHeading)), .table(priceTable(result, say)),
      .note(say(.priceNote, result.card.name, "\(result.card.dateRead)")),
      .heading(say(.ledgerHeading)), .table(ledgerTable(result, say)),
    ]
    return blocks
  }

  private static func priceTable(_ result: RunResult, _ say: Phrasebook) -> Table {
    Table(
      columns: [
        .init(say(.lineColumn), widthShare: 1.5), .init(say(.priceColumn), widthShare: 2.6),
        .init(say(.confidenceColumn), widthShare: 1.3), .init(say(.sourceColumn), widthShare: 2.2),
      ],
      rows: usedPrices(result).map { price in
        [
          price.meter.rawValue, PriceText.ladder(price.candidates[0].tiers, price),
          price.confidence.rawValue + (price.standsInFrom.map { " (\($0))" } ?? ""), price.candidates[0].source,
        ]
      }, isCompact: true)
  }

  private static func ledgerTable(_ result: RunResult, _ say: Phrasebook) -> Table {
    func origin(_ origin: LedgerEntry.Origin) -> String {
      switch origin {
      case .given: say(.given)
      case .fact: say(.fact)
      case .assumption: say(.assumption)
      case .measured: say(.measured)
      }
    }
    return Table(
      columns: [
        .init(say(.keyColumn), widthShare: 2), .init(say(.valueColumn), widthShare: 1.6),
        .init(say(.originColumn), widthShare: 0.8), .init(say(.sourceColumn), widthShare: 2.6),
      ], rows: merged(result.ledger).map { [$0.key, $0.value, origin($0.origin), $0.source] }, isCompact: true)
  }

  /// The ledger with equal values of several plans on one line: `plans.{batch, hybrid.batch}.every`.
  private static func merged(_ ledger: [LedgerEntry]) -> [LedgerEntry] {
    struct Group {
      let entry: LedgerEntry
      var plans: [String]
      let setting: String
    }
    var groups: [Group] = []
    for entry in ledger {
      let parts = entry.key.split(separator: ".").map(String.init)
      guard parts.first == "plans", parts.count > 2 else {
        groups.append(Group(entry: entry, plans: [], setting: ""))
        continue
      }
      // A hybrid's parts are plans of their own: `hybrid.batch`; the rest of the path names the setting.
      let depth = parts.count > 3 && ["batch", "campaign"].contains(parts[2]) ? 3 : 2
      let plan = parts[1..<depth].joined(separator: ".")
      let setting = parts[depth...].joined(separator: ".")
      let twin = groups.firstIndex {
        $0.setting == setting && $0.entry.value == entry.value && $0.entry.origin == entry.origin
      }
      if let twin {
        groups[twin].plans.append(plan)
      } else {
        groups.append(Group(entry: entry, plans: [plan], setting: setting))
      }
    }
    return groups.map { group in
      guard group.plans.count > 1 else { return group.entry }
      return LedgerEntry(
        key: "plans.{\(group.plans.joined(separator: ", "))}.\(group.setting)", value: group.entry.value,
        origin: group.entry.origin, source: group.entry.source)
    }
  }
}
