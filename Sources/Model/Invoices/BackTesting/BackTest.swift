import Measures
import Pricing

/// One meter in one month of an invoice beside its forecast.
package struct BackTestLine: Hashable, Sendable {
  package let month: CalendarMonth
  package let meter: Meter
  /// What the invoice counts in the meter's unit.
  package let quantity: Quantity
  package let forecastQuantity: Quantity
  package let invoiced: Money
  /// Nil where the forecast had no price; all nothing where it did not have the meter.
  package let forecast: AmountRange?
  /// What the difference comes from, and the numbers that say so.
  package let cause: DifferenceCause
  package let evidence: String

  /// Invoiced less forecast: positive where the forecast was too low.
  package var error: Money? { forecast.map { invoiced - $0.expected } }
  /// Whether the invoiced amount lies within the forecast's range, its ends included.
  package var isInside: Bool { forecast.map { $0.low <= invoiced && invoiced <= $0.high } ?? false }
}

/// How well a forecast foretold an invoice: errors, and how often its ranges held.
package struct BackTest: Sendable {
  package let forecastName: String
  package let currency: Currency
  /// In order of month and meter.
  package let lines: [BackTestLine]
  /// Months compared as whole ones at the user's word, though the invoice has rows for some days only.
  package let statedMonths: [MonthCoverage]
  /// Months compared in proportion to the days that the invoice covers.
  package let proRataMonths: [MonthCoverage]
  /// Months left out because the invoice covers only a part of them.
  package let partialMonths: [MonthCoverage]
  package let monthsNotInvoiced: [CalendarMonth]
  package let monthsNotForecast: [CalendarMonth]
  /// Meters of the forecast whose services the invoice was not read for.
  package let metersLeftOut: [Meter]
  /// Invoiced in the compared months for usage types without a meter; in no error.
  package let unknownUsage: Money

  /// Whether any amount was forecast and invoiced; an empty comparison shows nothing.
  package var isComparable: Bool { lines.contains { $0.forecast != nil } }

  /// Compares whole months, and partial ones in proportion to their days only where asked to.
  ///
  /// - Parameters:
  ///   - services: those that the invoice was read for.
  ///   - wholeMonths: months that the invoice holds whole at the user's word, whatever days it has rows for.
  ///   - tolerance: relative differences up to this have no cause.
  package init(
    of forecast: Forecast, against reconciliation: Reconciliation, services: [Service] = [.personalize],
    isProRata: Bool = false, wholeMonths: [CalendarMonth] = [], tolerance: Quantity = Quantity(1, over: 100)
  ) {
    forecastName = forecast.name
    currency = forecast.currency
    let coverage = reconciliation.coverage
    let common = coverage.filter { forecast.months.contains($0.month) }
    let parts = common.filter { !$0.isWhole && !wholeMonths.contains($0.month) }
    let compared = isProRata ? common : common.filter { !parts.contains($0) }
    statedMonths = common.filter { !$0.isWhole && wholeMonths.contains($0.month) }
    proRataMonths = isProRata ? parts : []
    partialMonths = isProRata ? [] : parts
    monthsNotInvoiced = forecast.months.filter { month in !coverage.contains { $0.month == month } }
    monthsNotForecast = coverage.map(\.month).filter { !forecast.months.contains($0) }
    metersLeftOut = Meter.allCases.filter { meter in
      !services.contains(meter.service) && forecast.lines.contains { $0.meter == meter }
    }
    let invoiced = reconciliation.lines.filter { $0.invoiced.currency == forecast.currency }
    unknownUsage = invoiced.reduce(.zero(forecast.currency)) { sum, line in
      line.meter == nil && compared.contains { $0.month == line.month } ? sum + line.invoiced : sum
    }
    var lines: [BackTestLine] = []
    for month in compared {
      for meter in Meter.allCases where services.contains(meter.service) {
        let own = invoiced.filter { $0.month == month.month && $0.meter == meter }
        let expected = forecast.lines.first { $0.month == month.month && $0.meter == meter }
        guard !own.isEmpty || expected != nil else { continue }
        let days = parts.contains(month) ? month.daysCovered : month.month.days
        let comparison = MonthComparison(
          quantity: own.reduce(.zero) { $1.cause == .otherUnit ? $0 : $0 + $1.quantity },
          otherUnits: Set(own.filter { $0.cause == .otherUnit }.map(\.unit)).sorted(),
          invoiced: own.reduce(.zero(forecast.currency)) { $0 + $1.invoiced },
          forecast: expected?.share(days: days, of: month.month.days), meter: meter, days: days, tolerance: tolerance)
        lines.append(comparison.line(month.month))
      }
    }
    self.lines = lines
  }
}

/// One meter in one month, and the search for what its error comes from.
private struct MonthComparison {
  /// Of lines that count in the meter's unit.
  let quantity: Quantity
  /// Units of the other lines, ascending.
  let otherUnits: [String]
  let invoiced: Money
  /// Nil where the forecast does not have the meter.
  let forecast: ForecastLine?
  let meter: Meter
  let days: Int
  let tolerance: Quantity

  func line(_ month: CalendarMonth) -> BackTestLine {
    let (cause, evidence) = cause
    return BackTestLine(
      month: month, meter: meter, quantity: quantity, forecastQuantity: forecast?.quantity ?? .zero, invoiced: invoiced,
      forecast: forecast == nil ? .zero(invoiced.currency) : forecast?.amount, cause: cause, evidence: evidence)
  }

  private var cause: (DifferenceCause, String) {
    guard let forecast else { return (.notForecast, "The forecast has no \(meter.rawValue).") }
    guard let expected = forecast.amount?.expected else {
      return (.noPrice, "The forecast had no price for \(meter.rawValue).")
    }
    let error = invoiced - expected
    let units =
      otherUnits.isEmpty
      ? "" : "The file counts in \(otherUnits.joined(separator: ", ")), not \(meter.unit): quantities do not compare."
    if error.magnitude <= expected.magnitude.share(tolerance) { return (.agrees, units) }
    if !otherUnits.isEmpty { return (.otherUnit, units) }
    if quantity == .zero, invoiced.picos == 0 { return (.notInvoiced, "The invoice has no \(meter.rawValue).") }
    let amounts = "\(quantity.text(places: 3)) \(meter.unit) against \(forecast.quantity.text(places: 3)) forecast"
    if let tps = FloorQuantity.wholeTPS(quantity, meter: meter, days: days), forecast.quantity < quantity {
      return (.floor, "\(amounts): the floor of \(tps) TPS over \(days) days was billed.")
    }
    guard let rate = expected.perUnit(forecast.quantity), let billed = invoiced.perUnit(quantity) else {
      return (.usage, amounts + ".")
    }
    // What the error would be if each unit cost what the forecast said.
    let atForecast = FixedPoint.product(expected.picos, quantity.parts, over: forecast.quantity.parts)
    let byPrice = atForecast.map { invoiced - Money(picos: $0, currency: expected.currency) }
    if let byPrice, byPrice.magnitude.picos * 2 <= error.magnitude.picos { return (.usage, amounts + ".") }
    return (.priceChanged, "\(billed.text(places: 6)) a \(meter.unit) against \(rate.text(places: 6)) forecast.")
  }
}
