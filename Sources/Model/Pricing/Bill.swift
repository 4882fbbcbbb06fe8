import Measures

/// What usage costs under a rate card.
package struct Bill: Sendable {
  /// In order of month, meter and resource.
  package let lines: [BillLine]
  package let currency: Currency
  /// Name of the card it was priced with.
  package let cardName: String

  init(lines: [BillLine], currency: Currency, cardName: String) {
    self.lines = lines
    self.currency = currency
    self.cardName = cardName
  }

  /// Sum of the priced lines, exactly.
  package var total: AmountRange { sum { _ in true } }
  /// Meters that the card has no price for.
  package var gaps: [Meter] {
    Meter.allCases.filter { meter in lines.contains { $0.meter == meter && $0.amount == nil } }
  }
  /// Whether a price is missing, so that the total is a lower bound.
  package var isPartial: Bool { lines.contains { $0.amount == nil } }
  /// The months billed, ascending.
  package var months: [CalendarMonth] { Array(Set(lines.map(\.month))).sorted() }

  /// Sum of the priced lines of a month.
  package func total(in month: CalendarMonth) -> AmountRange { sum { $0.month == month } }
  /// Sum of the priced lines of a service.
  package func total(of service: Service) -> AmountRange { sum { $0.meter.service == service } }
  /// Sum of the priced lines of a resource.
  package func total(of resource: Resource) -> AmountRange { sum { $0.resource == resource } }
  /// The services and resources billed, in the order of `Service` and of names.
  package var services: [Service] {
    Service.allCases.filter { service in lines.contains { $0.meter.service == service } }
  }
  package var resources: [Resource] { Array(Set(lines.map(\.resource))).sorted() }
  /// Sum of the priced lines of a meter.
  package func total(of meter: Meter) -> AmountRange { sum { $0.meter == meter } }
  /// Sum of the priced lines of a meter in a month.
  package func total(of meter: Meter, in month: CalendarMonth) -> AmountRange {
    sum { $0.meter == meter && $0.month == month }
  }

  /// Sums of the priced lines by some key, in ascending order of it; made in one pass, for bills of many resources.
  package func totals<Key: Hashable & Comparable>(by key: (BillLine) -> Key) -> [(key: Key, total: AmountRange)] {
    var sums: [Key: AmountRange] = [:]
    for line in lines {
      let before = sums[key(line)] ?? .zero(currency)
      sums[key(line)] = line.amount.map { before + $0 } ?? before
    }
    return sums.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  private func sum(where isIncluded: (BillLine) -> Bool) -> AmountRange {
    lines.reduce(.zero(currency)) { sum, line in
      guard let amount = line.amount, isIncluded(line) else { return sum }
      return sum + amount
    }
  }
}
