import Charts
import Measures
import Pricing
import Reports
import Scenarios
import Serving

extension Report {
  static func costBlocks(_ result: RunResult, _ say: Phrasebook) -> [Block] {
    let currency = result.card.currency
    // A line without money stays hidden.
    let used = CostGroup.allCases.map { (name: say($0.name), meters: $0.meters) }.filter { line in
      result.plans.contains { plan in line.meters.contains { plan.cost.bill.total(of: $0).high.picos > 0 } }
    }
    let months = Array(Set(result.plans.flatMap { $0.cost.bill.months })).sorted()
    let chart = StackedBarChart(
      y: Axis(title: say(.monthlyCostAxis, currency.code)), series: used.map(\.name),
      groups: months.map { month in
        .init(
          label: "\(month)",
          bars: result.plans.map { plan in
            .init(
              label: plan.name,
              values: used.map { line in
                line.meters.reduce(0) { $0 + plan.cost.bill.total(of: $1, in: month).expected.approximate }
              })
          })
      }, groupTitle: say(.month))
    var blocks: [Block] = [
      .figure(chart, heightPoints: 250, caption: say(.monthCaption)), .table(billTable(result, used, say)),
      .note(say(.setUpNote) + " " + say(.notInBill, missing(result, say).joined(separator: ", "))),
    ]
    blocks += settlementBlocks(result, say)
    if result.scenario.front != .none { blocks.append(.note(say(.frontNote))) }
    blocks += priceNotes(result, say).map { .note($0) }
    return blocks
  }

  private static func billTable(
    _ result: RunResult, _ used: [(name: String, meters: [Meter])], _ say: Phrasebook
  ) -> Table {
    let months = Int128(result.scenario.months)
    func mean(_ money: Money) -> String {
      Format.money(Money(picos: FixedPoint.roundedQuotient(money.picos, months), currency: money.currency))
    }
    var rows = used.map { line in
      [line.name]
        + result.plans.map { plan in
          let sum = line.meters.reduce(.zero(plan.cost.bill.currency)) { $0 + plan.cost.bill.total(of: $1).expected }
          return sum.picos == 0 ? "–" : mean(sum)
        }
    }
    rows.append([say(.total)] + result.plans.map { mean($0.cost.bill.total.expected) })
    return Table(
      columns: [.init(say(.lineColumn))] + result.plans.map { .init($0.name, .right) }, rows: rows,
      emphasizedRows: [rows.count - 1], caption: say(.billTable, result.card.currency.code))
  }

  /// What costs money and is in no plan's bill.
  private static func missing(_ result: RunResult, _ say: Phrasebook) -> [String] {
    let front = result.scenario.front
    let hasOwnDatabase = result.scenario.plans.contains { $0.lists?.store == .ownDatabase }
    let parts: [(phrase: Phrase, isMissing: Bool)] = [
      (front.lambda == nil ? .ownProgram : .restOfProgram, true), (.ownDatabase, hasOwnDatabase),
      (.apiGateway, front.api == nil), (.lambda, front.lambda == nil),
      (.logs, front.logBytesPerRequest == 0), (.transferOut, front.transferOutBytesPerRequest == 0),
      (.transferWithin, true), (.alarms, true),
    ]
    return parts.filter(\.isMissing).map { say($0.phrase) }
  }

  /// What a reader must know of the prices: stand-ins, conflicts, windows, gaps.
  private static func priceNotes(_ result: RunResult, _ say: Phrasebook) -> [String] {
    let used = usedPrices(result)
    var notes: [String] = []
    let standIns = used.filter { $0.standsInFrom != nil }
    for region in Set(standIns.compactMap(\.standsInFrom)).sorted() {
      let meters = standIns.filter { $0.standsInFrom == region }.map(\.meter.rawValue)
      notes.append(say(.standIn, region, result.card.region, meters.joined(separator: ", ")))
    }
    for price in used where price.candidates.count > 1 {
      let candidates = price.candidates.map { "\(PriceText.ladder($0.tiers, price)) [\($0.source)]" }
      notes.append(say(.conflictNote, price.meter.rawValue, candidates.joined(separator: "; ")))
    }
    for price in used where price.windows.count > 1 {
      notes.append(
        say(.windowNote, price.meter.rawValue, price.windows.map(\.rawValue).joined(separator: ", ")))
    }
    let gaps = Meter.allCases.filter { meter in result.plans.contains { $0.cost.bill.gaps.contains(meter) } }
    if !gaps.isEmpty { notes.append(say(.gapNote, gaps.map(\.rawValue).joined(separator: ", "))) }
    return notes
  }

  /// The price rows that some plan's bill rests on, in the card's order.
  static func usedPrices(_ result: RunResult) -> [Price] {
    result.card.prices.filter { price in
      result.plans.contains { plan in plan.cost.bill.lines.contains { $0.priceID == price.id } }
    }
  }
}
