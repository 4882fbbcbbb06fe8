import Measures
import Pricing
import Reports

/// Which reading of a price, or which billing window, makes an end of a line's range.
///
/// Only what the file holds is tried: flat prices and ladders from the month's start, and the window of a whole month,
/// whose quantity follows from the requests and the floor.
struct LineRange {
  private let fact: Fact
  private let line: JSONValue
  private let place: String

  init(_ fact: Fact, _ line: JSONValue, _ place: String) { (self.fact, self.line, self.place) = (fact, line, place) }

  /// - Parameter end: `low` or `high`.
  func explained(_ end: String) -> (checks: [Recomputation], notes: [String]) {
    guard let stored = fact.document.money(fact.path) else { return ([], []) }
    let expected = (line[member: "amount"]?.asText).flatMap { Money(decimal: $0, currency: stored.currency) }
    if let expected, expected == stored {
      return ([.money("amount", expected, stored: stored)].compactMap { $0 }, ["No reading or window is \(end)er."])
    }
    for option in options(stored.currency) where (option.amount - stored).picos.magnitude <= option.slack.magnitude {
      return (
        [.money(option.text, option.amount, stored: stored, slack: option.slack)].compactMap { $0 }, [option.reason]
      )
    }
    let card = fact.document.kind == .bill ? " A bill does not hold its card: `recast rates show` does." : ""
    return ([], ["Which reading or window makes it cannot be seen from the file.\(card)"])
  }

  private struct Option {
    let amount: Money
    let slack: Int128
    let text: String
    let reason: String
  }

  private func options(_ currency: Currency) -> [Option] {
    let id = line[member: "price"]?.asText
    let row = fact.document.root[member: "rateCard"]?[member: "prices"]?.asElements?.first {
      $0[member: "id"]?.asText == id
    }
    guard let row, let quantity = line[member: "quantity"].flatMap(LineDetail.quantity) else { return [] }
    let arithmetic = LineArithmetic(fact.document)
    var quantities = [(quantity, "")]
    if row[member: "windows"]?.asElements?.contains(.string(BillingWindow.month.rawValue)) == true,
      let month = wholeMonth
    {
      quantities.append((month, " under the window of a whole month: max(requests, floor × seconds)"))
    }
    let candidates = row[member: "candidates"]?.asElements ?? []
    return quantities.flatMap { quantity, window in
      candidates.enumerated().compactMap { index, candidate -> Option? in
        guard let text = candidate[member: "price"]?.asText, let ladder = LineLadder(text, currency: currency),
          let amount = arithmetic.amount(of: quantity, on: ladder)
        else { return nil }
        let slack = ladder.bands.compactMap { $0.price.map { arithmetic.slack($0, units: ladder.units) } }.max() ?? 0
        let source = candidate[member: "source"]?.asText ?? ""
        return Option(
          amount: amount, slack: slack, text: "\(quantity.text()) at \(text)",
          reason: "It comes from reading \(index + 1) of the price [\(source)]\(window).")
      }
    }
  }

  /// The billed quantity where floor and traffic are compared over the month.
  private var wholeMonth: Quantity? {
    func input(_ name: String) -> Quantity? {
      let inputs = line[member: "inputs"]?.asElements ?? []
      return inputs.first { $0[member: "name"]?.asText == name }?[member: "quantity"].flatMap(LineDetail.quantity)
    }
    guard let asked = input("requests answered"), let floor = input("floor × seconds") else { return nil }
    let billed = max(asked, floor)
    guard line[member: "meter"]?.asText == Meter.tpsHours.rawValue else { return billed }
    return Quantity(parts: FixedPoint.roundedQuotient(billed.parts, 3600))
  }
}
