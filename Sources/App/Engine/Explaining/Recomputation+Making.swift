import Measures
import Reports

extension Recomputation {
  /// Money computed again, which must be equal to the last pico, or to within `slack` of them.
  ///
  /// Nil where the file does not hold both.
  static func money(_ text: String, _ computed: Money?, stored: Money?, slack: Int128 = 0) -> Recomputation? {
    guard let computed, let stored, computed.currency == stored.currency else { return nil }
    let distance = (computed - stored).picos.magnitude
    return Recomputation(
      text: text, result: computed.text(places: 12), stored: stored.text(places: 12),
      agrees: distance <= slack.magnitude,
      tolerance: distance == 0 ? "" : "within the rounding of the quantity to nine decimals")
  }

  /// A number computed again from numbers of six digits; `slack` is the share of the larger that may be lost.
  static func number(_ text: String, _ computed: Double?, stored: Double?, relativeTo size: Double? = nil)
    -> Recomputation?
  {
    guard let computed, let stored, computed.isFinite else { return nil }
    let tolerance = 1.01e-5 * max(abs(computed), abs(stored), abs(size ?? 0))
    return Recomputation(
      text: text, result: "\(Format.sixDigits(computed))", stored: "\(stored)",
      agrees: abs(computed - stored) <= tolerance,
      tolerance: "to the digits stored")
  }

  /// Words, names and whole numbers, which are equal or not.
  static func same(_ text: String, _ computed: String, stored: String) -> Recomputation {
    Recomputation(text: text, result: computed, stored: stored, agrees: computed == stored, isStatement: true)
  }

  /// A statement that must hold.
  static func holds(_ text: String, _ isTrue: Bool) -> Recomputation {
    same(text, isTrue ? "holds" : "does not hold", stored: "holds")
  }
}
