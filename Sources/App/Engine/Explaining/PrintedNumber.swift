import Measures
import Reports

/// A number as a report prints it: `102.29`, `1,190.12`, `3.6 ms`, `82.31 %`, `+0.0451`.
struct PrintedNumber: Sendable {
  /// The number times 10^15.
  let femto: Int128
  /// Decimals that were printed: the number stands for everything that rounds to it.
  let places: Int
  /// What was written behind it; empty where nothing was.
  let unit: String

  static let scale: Int128 = 1_000_000_000_000_000

  /// Nil where the text does not begin with a number of at most 15 decimals.
  init?(_ text: String) {
    let plain = text.replacing("−", with: "-").replacing("\u{A0}", with: " ")
    let number = plain.prefix { "+-0123456789.,_".contains($0) || $0 == "e" || $0 == "E" }
    // An exponent needs digits: `3 events` holds none.
    let digits = number.last?.isLetter == true ? number.dropLast() : number
    guard digits.contains(where: \.isNumber), let femto = FixedPoint.scaled(String(digits), by: PrintedNumber.scale)
    else { return nil }
    let mantissa = digits.prefix { $0 != "e" && $0 != "E" }
    let decimals = mantissa.drop { $0 != "." }.dropFirst().count
    let exponent = Int(digits.dropFirst(mantissa.count + 1)) ?? 0
    guard (0...15).contains(max(0, decimals - exponent)) else { return nil }
    self.femto = femto
    places = max(0, decimals - exponent)
    let rest = plain.dropFirst(digits.count).drop { $0 == " " }
    unit = String(rest.reversed().drop { $0 == " " }.reversed())
  }

  /// Whether a fact prints as this number.
  ///
  /// - Parameters:
  ///   - fact: the fact times 10^15.
  ///   - slack: how far the fact may be from what was known before it was stored, times 10^15.
  ///   - scale: the printed unit.
  func isPrint(of fact: Int128, slack: Int128, in scale: UnitScale) -> Bool {
    var unit = PrintedNumber.scale
    for _ in 0..<places { unit /= 10 }
    guard unit > 0 else { return false }
    func printed(_ value: Int128) -> Int128? { FixedPoint.product(value, scale.times, over: scale.over * unit) }
    guard let low = printed(fact - slack), let high = printed(fact + slack) else { return false }
    return low <= femto / unit && femto / unit <= high
  }

  /// Half a unit of the sixth digit: what is lost where a fact is stored with six of them.
  static func sixDigitSlack(_ femto: Int128) -> Int128 {
    var unit: Int128 = 1
    var left = femto.magnitude
    while left >= 1_000_000 {
      left /= 10
      unit *= 10
    }
    return unit / 2
  }

  /// The numbers that words hold, each with the word behind it: `≤ 600.00 USD` holds one.
  static func all(in text: String) -> [PrintedNumber] {
    let words = text.split { " ()[];/|".contains($0) }
    return words.indices.compactMap { index in
      let word = String(words[index].reversed().drop { ",.:".contains($0) }.reversed())
      guard let number = PrintedNumber(word), number.unit.isEmpty else { return nil }
      return words.indices.contains(index + 1) ? PrintedNumber("\(word) \(words[index + 1])") ?? number : number
    }
  }
}
