import Evaluation

extension MetricSum {
  /// How the value is worked out: its terms, what they are divided by, and what that makes.
  var text: String {
    let below = divisors == [1] ? "" : " / \(Self.text(divisors))"
    return "\(Self.text(terms))\(below) = \(Self.number(value))"
  }

  private static func text(_ terms: [Double]) -> String {
    switch terms.count {
    case 0: "0"
    case 1: number(terms[0])
    default: "(" + terms.map(number).joined(separator: " + ") + ")"
    }
  }

  /// Six digits; whole numbers plain.
  static func number(_ value: Double) -> String {
    guard value != value.rounded() || abs(value) > 1e15 else { return "\(Int(value))" }
    return "\((value * 1e6).rounded() / 1e6)"
  }
}
