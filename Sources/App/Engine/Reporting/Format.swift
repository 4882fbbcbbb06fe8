import Measures
import RealModule
import Statistics

/// Numbers as text, the same on every machine and in every locale.
enum Format {
  /// A fixed number of decimals, rounded half to even, with thousands separated: `12,345.67`.
  static func fixed(_ value: Double, _ places: Int) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return value.isNaN ? "n/a" : "∞" }
    var scale: Int128 = 1
    for _ in 0..<places { scale *= 10 }
    let text = FixedPoint.text(Int128((value * Double(scale)).rounded(.toNearestOrEven)), scale: scale, places: places)
    return grouped(text)
  }

  static func count(_ value: Double) -> String { fixed(value.rounded(), 0) }
  static func count(_ value: Int) -> String { grouped("\(value)") }
  static func percent(_ share: Double, _ places: Int = 1) -> String { fixed(share * 100, places) + " %" }

  /// Whole dollars from 1,000 on, cents below; what is something but less than half a cent is not shown as nothing.
  static func money(_ money: Money) -> String {
    let text = money.text(places: abs(money.approximate) >= 1000 ? 0 : money.currency.minorDigits)
    return text == "0.00" && money.picos > 0 ? "< 0.01" : grouped(text)
  }

  /// A time in the unit a reader would choose.
  static func milliseconds(_ value: Double) -> String {
    switch value {
    case ..<1: fixed(value, 2) + " ms"
    case ..<10: fixed(value, 1) + " ms"
    case ..<10_000: fixed(value, 0) + " ms"
    default: fixed(value / 1000, 1) + " s"
    }
  }

  /// The value of an interval, or a dash where there is none.
  static func milliseconds(_ interval: Interval?) -> String { interval.map { milliseconds($0.value) } ?? "–" }

  /// The same for an age of which there may be none.
  static func hours(_ value: Double?) -> String { value.map { hours($0) } ?? "–" }

  static func hours(_ value: Double) -> String {
    switch value {
    case ..<(1.0 / 60): fixed(value * 3600, 1) + " s"
    case ..<1: fixed(value * 60, 0) + " min"
    case ..<72: fixed(value, 1) + " h"
    default: fixed(value / 24, 1) + " d"
    }
  }

  /// `0.123 (0.110–0.135)`.
  static func interval(_ interval: Interval, _ places: Int) -> String {
    guard interval.low.isFinite else { return fixed(interval.value, places) }
    return "\(fixed(interval.value, places)) (\(fixed(interval.low, places))–\(fixed(interval.high, places)))"
  }

  static func signed(_ value: Double, _ places: Int) -> String {
    value > 0 ? "+" + fixed(value, places) : fixed(value, places)
  }

  /// Rounded to six significant digits: what differs beyond them may be the machine's mathematics library.
  static func sixDigits(_ value: Double) -> Double {
    guard value.isFinite, value != 0 else { return value }
    let exponent = Int(Double.log10(abs(value)).rounded(.down))
    let scale = Double.pow(10, Double(abs(5 - exponent)))
    return exponent <= 5 ? (value * scale).rounded() / scale : (value / scale).rounded() * scale
  }

  private static func grouped(_ text: String) -> String {
    let sign = text.hasPrefix("-") ? "-" : ""
    let plain = text.dropFirst(sign.count)
    let whole = plain.prefix { $0 != "." }
    var result = ""
    for (index, digit) in whole.enumerated() {
      if index > 0, (whole.count - index).isMultiple(of: 3) { result.append(",") }
      result.append(digit)
    }
    return sign + result + plain.dropFirst(whole.count)
  }
}
