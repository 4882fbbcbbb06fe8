import Measures
import Pricing

/// How far two equal amounts may lie apart because of the digits that a file prints.
struct Slack {
  private let picos: Int128

  init(_ group: UsageGroup) { self.init(group.lines) }
  init(_ line: InvoiceLine) { self.init([line]) }

  /// Ten decimals of quantity and cost leave 10^-9 open a row for prices below ten; costs that are all whole hundredths were
  /// printed so, and leave half a hundredth.
  private init(_ lines: [InvoiceLine]) {
    let rows = Int128(lines.reduce(0) { $0 + $1.rows })
    let isToTheCent = lines.allSatisfy { $0.rows == 1 && $0.cost.picos % 10_000_000_000 == 0 && $0.cost.picos != 0 }
    picos = rows * (isToTheCent ? 5_000_000_000 : 1_000)
  }

  /// Whether the amounts are the same but for printing; what a binary number loses, a billionth, is allowed too.
  func covers(_ a: Money, _ b: Money) -> Bool {
    let difference = (a - b).magnitude.picos
    return difference <= max(picos, b.magnitude.picos / 1_000_000_000)
  }

  var text: String { Money(picos: picos).exactText }
}

extension Quantity {
  /// The price of a quantity at one rate for so many units; nil when it leaves exact arithmetic.
  func cost(at rate: Money, units: Int) -> Money? {
    FixedPoint.product(parts, rate.picos, over: Quantity.scale * Int128(units)).map {
      Money(picos: $0, currency: rate.currency)
    }
  }
}

/// Quantities that are a campaign's floor and nothing more.
enum FloorQuantity {
  /// The floor in TPS that a quantity is over whole days, where it is a whole number of them.
  static func wholeTPS(_ quantity: Quantity, meter: Meter?, days: Int) -> Int? {
    let perTPS: Int
    switch meter {
    case .tpsHours?: perTPS = 24 * days
    case .v2Requests?: perTPS = 86_400 * days
    default: return nil
    }
    let unit = Quantity(perTPS).parts
    let tps = FixedPoint.roundedQuotient(quantity.parts, unit)
    let rest = quantity.parts - tps * unit
    // A file prints ten decimals of each hour.
    guard (1...10_000).contains(tps), abs(rest) <= unit / 1_000_000_000 else { return nil }
    return Int(tps)
  }
}
