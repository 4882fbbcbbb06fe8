import Interactions

/// Which events a model learns from and what they count: some types, each from some value on.
///
/// The service's `eventType` with `eventValueThreshold`, or its `eventsConfig` of up to ten types with weights. Weights
/// count in popularity, item-knn, rp3beta, sequential-rules, ease and ials, alone or in a blend; the other models take
/// all events alike.
package struct EventSelection: Sendable, Hashable {
  /// One type of event.
  package struct Rule: Sendable, Hashable {
    package let type: String
    /// Least value of an event that is learned from; nil for any. Events without a value do not reach a threshold.
    package let threshold: Double?
    /// What such an event counts, 0 … 1,000; one that counts 0 is left out.
    package let weight: Double
    /// Whether the weight is multiplied by the event's value: events without a positive value are left out then.
    package let isByValue: Bool

    package init(type: String, threshold: Double?, weight: Double = 1, isByValue: Bool = false) {
      (self.type, self.threshold, self.weight, self.isByValue) = (type, threshold, weight, isByValue)
    }

    /// What an event of the type counts, given its value.
    func weight(of value: Float) -> Float {
      guard isByValue else { return Float(weight) }
      return value.isFinite && value > 0 ? min(1_000, Float(weight) * value) : 0
    }
  }

  /// Empty for all events.
  package let rules: [Rule]

  package init(_ rules: [Rule]) { self.rules = rules }

  /// The rule of a text such as `Watch`, `Watch>=3.5`, `Purchase*2` or `Rating>=3*value`; nil where it is none.
  package static func rule(_ text: String) -> Rule? {
    var (rest, weight, isByValue) = (text[...], 1.0, false)
    if let star = text.lastIndex(of: "*") {
      let factor = text[text.index(after: star)...]
      if factor == "value" {
        (rest, isByValue) = (text[..<star], true)
      } else if let number = Double(factor), (0...1_000).contains(number) {
        (rest, weight) = (text[..<star], number)
      } else if Double(factor) != nil {
        return nil
      }
    }
    guard let split = rest.firstRange(of: ">=") else {
      return rest.isEmpty ? nil : Rule(type: String(rest), threshold: nil, weight: weight, isByValue: isByValue)
    }
    let type = String(rest[..<split.lowerBound])
    guard !type.isEmpty, let threshold = Double(rest[split.upperBound...]), threshold.isFinite else { return nil }
    return Rule(type: type, threshold: threshold, weight: weight, isByValue: isByValue)
  }

  /// What an event counts; 0 where it is left out.
  private func weights(_ log: InteractionLog) -> [Float] {
    let byType = log.eventTypes.map { type in rules.first { $0.type == type } }
    return (0..<log.count).map { index in
      guard let rule = byType[Int(log.eventTypeIDs[index])] else { return 0 }
      let value = log.values[index]
      if let threshold = rule.threshold, !(Double(value) >= threshold) { return 0 }
      return rule.weight(of: value)
    }
  }

  /// The events of a log that are learned from, with the same name tables.
  package func selected(from log: InteractionLog) -> InteractionLog { weighted(log).log }

  /// The same with what each event counts; no weights where all count 1.
  package func weighted(_ log: InteractionLog) -> (log: InteractionLog, weights: [Float]) {
    guard !rules.isEmpty else { return (log, []) }
    let weights = weights(log)
    let kept = weights.indices.filter { weights[$0] > 0 }
    let chosen = log.events(at: kept)
    let own = kept.map { weights[$0] }
    return (chosen, own.allSatisfy { $0 == 1 } ? [] : own)
  }
}
