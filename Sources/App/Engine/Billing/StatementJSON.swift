import Measures
import Pricing
import Reports
import Scenarios

extension Statement {
  /// `{"currency","total","partial","lines":[{"resource","meter","quantity","unit","amount"}]}` and more, money as decimal
  /// text; for a scenario `"plans"`, each with the same members.
  package var json: JSONValue {
    var members: [String: JSONValue] = [
      "currency": .string(currency.code), "name": .string(name), "partial": .boolean(isPartial),
      "gaps": .array(gaps.map { .string($0.rawValue) }),
      "rateCard": [
        "name": .string(card.name), "region": .string(card.region), "dateRead": .string("\(card.dateRead)"),
      ],
    ]
    members["pricesUsedEarly"] = .array(
      pricesUsedEarly.map { price, month in
        [
          "price": .string(price.id), "validFrom": .string(price.validFrom.map { "\($0)" } ?? ""),
          "month": .string("\(month)"),
        ]
      })
    if let exchange = billing.exchange {
      members["exchangeRate"] = [
        "from": .string(exchange.from.code), "to": .string(exchange.to.code),
        "rate": .string(PriceText.plain(exchange.rate)), "date": .string("\(exchange.date)"),
      ]
    }
    if bills.count == 1 {
      members.merge(self.members(of: bills[0])) { _, new in new }
    } else {
      members["plans"] = .array(bills.map { .object(self.members(of: $0)) })
    }
    return .object(members)
  }

  private func members(of entry: PlanBill) -> [String: JSONValue] {
    let bill = entry.shown
    var members: [String: JSONValue] = [
      "total": .string(bill.total.expected.text(places: 12)), "low": .string(bill.total.low.text(places: 12)),
      "high": .string(bill.total.high.text(places: 12)), "partial": .boolean(bill.isPartial),
      "gaps": .array(bill.gaps.map { .string($0.rawValue) }),
      "totals": [
        "services": .array(
          bill.services.map { part("service", $0.rawValue, bill.total(of: $0)) }),
        "resources": .array(bill.resources.map { part("resource", $0.name, bill.total(of: $0)) }),
        "months": .array(bill.months.map { part("month", "\($0)", bill.total(in: $0)) }),
      ],
      "lines": .array(bill.lines.map(line)),
    ]
    if let plan = entry.plan { members["plan"] = .string(plan) }
    if let share = billing.vat, let vat = vat(on: bill.total.expected) {
      members["vat"] = [
        "share": .string(share.text()), "amount": .string(vat.text(places: 12)),
        "totalWithVAT": .string((bill.total.expected + vat).text(places: 12)),
      ]
    }
    return members
  }

  private func part(_ key: String, _ name: String, _ range: AmountRange) -> JSONValue {
    [
      key: .string(name), "amount": .string(range.expected.text(places: 12)),
      "low": .string(range.low.text(places: 12)), "high": .string(range.high.text(places: 12)),
    ]
  }

  private func line(_ line: BillLine) -> JSONValue {
    BillJSON.line(line, card: card)
  }
}

/// A bill's line for machines, the same in `recast bill --json` and in `facts.json`.
enum BillJSON {
  static func line(_ line: BillLine, card: RateCard) -> JSONValue {
    let price = card.prices.first { $0.id == line.priceID }
    return [
      "month": .string("\(line.month)"), "service": .string(line.meter.service.rawValue),
      "resource": .string(line.resource.name), "meter": .string(line.meter.rawValue),
      "quantity": .string(line.quantity.text()), "unit": .string(line.meter.unit),
      "amount": line.amount.map { .string($0.expected.text(places: 12)) } ?? .null,
      "low": line.amount.map { .string($0.low.text(places: 12)) } ?? .null,
      "high": line.amount.map { .string($0.high.text(places: 12)) } ?? .null,
      "price": line.priceID.map { .string($0) } ?? .null,
      "priceSource": price.map { .string($0.candidates[0].source) } ?? .null,
      "confidence": price.map { .string($0.confidence.rawValue) } ?? .null, "formula": .string(line.formula),
      "inputs": .array(
        line.inputs.map {
          ["name": .string($0.name), "quantity": .string($0.quantity.text()), "unit": .string($0.unit)]
        }),
      "tiers": .array(line.tiers.map { tier($0, price: price) }),
    ]
  }

  private static func tier(_ share: TierShare, price: Price?) -> JSONValue {
    [
      "quantity": .string(share.quantity.text()), "amount": .string(share.amount.text(places: 12)),
      "price": share.tier.price.map { .string(PriceText.plain($0)) } ?? .null,
      "per": price.map { .string(PriceText.unit($0)) } ?? .null,
      "upTo": share.tier.upTo.map { .string($0.text()) } ?? .null,
    ]
  }
}
