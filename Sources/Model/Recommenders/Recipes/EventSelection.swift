import Interactions

/// Which events a model learns from: some types, each from some value on.
///
/// The service's `eventType` with `eventValueThreshold`, or its `eventsConfig` of up to ten types. Of that one's weights
/// only zero is modelled: it leaves a type out.
package struct EventSelection: Sendable, Hashable {
  /// One type of event.
  package struct Rule: Sendable, Hashable {
    package let type: String
    /// Least value of an event that is learned from; nil for any. Events without a value do not reach a threshold.
    package let threshold: Double?

    package init(type: String, threshold: Double?) {
      self.type = type
      self.threshold = threshold
    }
  }

  /// Empty for all events.
  package let rules: [Rule]

  package init(_ rules: [Rule]) { self.rules = rules }

  /// The rule of a text such as `Watch` or `Watch>=3.5`; nil where it is none.
  package static func rule(_ text: String) -> Rule? {
    guard let split = text.firstRange(of: ">=") else {
      return text.isEmpty ? nil : Rule(type: text, threshold: nil)
    }
    let type = String(text[..<split.lowerBound])
    guard !type.isEmpty, let threshold = Double(text[split.upperBound...]), threshold.isFinite else { return nil }
    return Rule(type: type, threshold: threshold)
  }

  /// The events of a log that are learned from, with the same name tables.
  package func selected(from log: InteractionLog) -> InteractionLog {
    guard !rules.isEmpty else { return log }
    let thresholds = log.eventTypes.map { type in rules.first { $0.type == type }.map { $0.threshold ?? -.infinity } }
    let kept = (0..<log.count).filter { index in
      guard let threshold = thresholds[Int(log.eventTypeIDs[index])] else { return false }
      return threshold == -.infinity || Double(log.values[index]) >= threshold
    }
    return InteractionLog(
      users: log.users, items: log.items, eventTypes: log.eventTypes, userIDs: kept.map { log.userIDs[$0] },
      itemIDs: kept.map { log.itemIDs[$0] }, timestamps: kept.map { log.timestamps[$0] },
      eventTypeIDs: kept.map { log.eventTypeIDs[$0] }, values: kept.map { log.values[$0] })
  }
}
