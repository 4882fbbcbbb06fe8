import Measures
import Pricing
import Reports
import Scenarios

extension Report {
  /// Totals in the reader's currency and with tax, where the scenario asks for either, and the terms of the bill.
  static func settlementBlocks(_ result: RunResult, _ say: Phrasebook) -> [Block] {
    let billing = result.scenario.billing
    var blocks: [Block] = []
    if billing.exchange != nil || billing.vat != nil { blocks.append(.table(settlementTable(result, say))) }
    if let exchange = billing.exchange {
      blocks.append(
        .note(
          say(
            .exchangeNote, exchange.to.code, PriceText.plain(exchange.rate), exchange.from.code, "\(exchange.date)")))
    }
    let other = billing.terms.otherMonthlyUsage
    if !other.isEmpty {
      let parts = Meter.allCases.compactMap { meter in other[meter].map { "\($0.text()) \(meter.unit)s" } }
      blocks.append(.note(say(.otherUsageNote, parts.joined(separator: ", "))))
    }
    if let start = billing.terms.freeTierStart, let freeTier = result.card.freeTier {
      blocks.append(
        .note(
          say(
            .freeTierNote, "\(start)", "\(freeTier.months)", freeTier.confidence.rawValue, freeTier.source)))
    }
    return blocks
  }

  /// A plan's expected month in the reader's currency, before tax.
  static func settled(_ plan: PlanResult, _ billing: BillingSettings) -> Money {
    let mean = plan.cost.monthly.expected
    return billing.exchange.flatMap { $0.converted(mean) } ?? mean
  }

  private static func settlementTable(_ result: RunResult, _ say: Phrasebook) -> Table {
    let billing = result.scenario.billing
    let monthly = result.plans.map { settled($0, billing) }
    func row(_ name: String, _ amounts: [Money]) -> [String] { [name] + amounts.map { Format.money($0) } }
    var rows = [row(say(.total), monthly)]
    if let vat = billing.vat {
      let percent = Quantity(parts: vat.parts * 100).text()
      rows.append(row(say(.vatLine, percent), monthly.map { $0.share(vat) }))
      rows.append(row(say(.withVATLine), monthly.map { $0 + $0.share(vat) }))
    }
    let currency = billing.exchange?.to ?? result.card.currency
    return Table(
      columns: [.init(say(.lineColumn))] + result.plans.map { .init($0.name, .right) }, rows: rows,
      emphasizedRows: [rows.count - 1], caption: say(.settlementTable, currency.code))
  }
}
