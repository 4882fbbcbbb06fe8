import FoundationEssentials
import InteractionStore
import Invoices
import Measures
import Pricing
import Scenarios

/// Reads a forecast from what recast printed: `recast bill --json`, or a run's facts.json.
enum ForecastFile {
  /// - Parameter plan: needed where the file has several.
  /// - Throws: `Stop` with what is wrong.
  static func forecast(path: String, plan: String?) throws -> Forecast {
    let bytes: [UInt8]
    do { bytes = try readFile(path, atMost: 200_000_000) } catch { throw Stop(.environment, "\(error)") }
    let file: File
    do { file = try JSONDecoder().decode(File.self, from: Data(bytes)) } catch {
      throw Stop(.wrongInput, "\(path) is neither the JSON of recast bill nor a facts.json.")
    }
    let chosen = try file.chosen(plan: plan, path: path)
    guard let currency = Currency(code: chosen.currency) else {
      throw Stop(.wrongInput, "\(path) does not say its currency.")
    }
    let lines = try chosen.lines.enumerated().map { index, line in
      guard let forecast = line.forecast(currency) else {
        throw Stop(.wrongInput, "\(path): line \(index + 1) of the bill has no month, meter, quantity or amount.")
      }
      return forecast
    }
    guard !lines.isEmpty else { throw Stop(.wrongInput, "\(path) has no line of a bill.") }
    return Forecast(name: chosen.name, currency: currency, lines: lines)
  }

  /// Either file; a bill has its lines at the top or by plan, facts by plan in a bill.
  private struct File: Decodable {
    let currency: String?
    let name: String?
    let lines: [Line]?
    let plans: [Plan]?

    func chosen(plan: String?, path: String) throws(Stop) -> (name: String, currency: String, lines: [Line]) {
      if let lines {
        if let plan, plan != self.plan { throw Stop(.wrongInput, "\(path) is one bill and has no plan \(plan).") }
        return (name ?? "", currency ?? "", lines)
      }
      let plans = plans ?? []
      let names = plans.map(\.label).joined(separator: ", ")
      guard plan != nil || plans.count == 1 else {
        throw Stop(
          .wrongInput,
          plans.isEmpty ? "\(path) has no bill." : "\(path) has several plans: give one of \(names) with --plan.")
      }
      guard let found = plans.first(where: { plan == nil || $0.label == plan }) else {
        throw Stop(.wrongInput, "\(path) has no plan \(plan ?? ""); it has \(names).")
      }
      return (found.label, currency ?? found.bill?.total?.currency ?? "", found.bill?.lines ?? found.lines ?? [])
    }

    /// A bill of one plan names it.
    let plan: String?
  }

  private struct Plan: Decodable {
    struct Bill: Decodable {
      struct Total: Decodable { let currency: String? }
      let lines: [Line]
      let total: Total?
    }
    let name: String?
    let plan: String?
    let bill: Bill?
    let lines: [Line]?
    var label: String { name ?? plan ?? "" }
  }

  private struct Line: Decodable {
    let month: String
    let meter: String
    let quantity: String
    let amount: Amount?
    let low: String?
    let high: String?

    /// The line, without amounts where a price was missing; nil where something in it cannot be read.
    func forecast(_ currency: Currency) -> ForecastLine? {
      guard let month = BillingText.month(month), let meter = Meter(rawValue: meter),
        let quantity = Quantity(decimal: quantity)
      else { return nil }
      guard let amount else { return ForecastLine(month: month, meter: meter, quantity: quantity, amount: nil) }
      guard let expected = Money(decimal: amount.expected, currency: currency),
        let low = Money(decimal: amount.low ?? low ?? amount.expected, currency: currency),
        let high = Money(decimal: amount.high ?? high ?? amount.expected, currency: currency),
        low <= expected, expected <= high
      else { return nil }
      return ForecastLine(
        month: month, meter: meter, quantity: quantity,
        amount: AmountRange(expected: expected, low: low, high: high))
    }
  }

  /// An amount as decimal text, or with its range as facts of earlier versions have it.
  private struct Amount: Decodable {
    let expected: String
    let low: String?
    let high: String?

    private enum Key: CodingKey { case expected, low, high }

    init(from decoder: any Decoder) throws {
      if let text = try? decoder.singleValueContainer().decode(String.self) {
        (expected, low, high) = (text, nil, nil)
        return
      }
      let container = try decoder.container(keyedBy: Key.self)
      expected = try container.decode(String.self, forKey: .expected)
      low = try container.decodeIfPresent(String.self, forKey: .low)
      high = try container.decodeIfPresent(String.self, forKey: .high)
    }
  }
}
