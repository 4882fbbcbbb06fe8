/// One line of the assumption ledger: a value that the result rests on, and where it comes from.
package struct LedgerEntry: Sendable, Equatable {
  /// How a value is known.
  package enum Origin: String, Sendable {
    /// Written in the scenario.
    case given
    /// A default with a published source.
    case fact
    /// A default that nobody has published; named so that it can be replaced by a measurement.
    case assumption
    /// Measured on the user's own log.
    case measured
  }
  /// Key path in the scenario.
  package let key: String
  /// As written, with its unit.
  package let value: String
  package let origin: Origin
  /// Where a default comes from; empty for given values.
  package let source: String

  package init(key: String, value: String, origin: Origin, source: String) {
    self.key = key
    self.value = value
    self.origin = origin
    self.source = source
  }
}

/// A value that is taken where the scenario is silent.
struct Default {
  /// In the words of a scenario file.
  let text: String
  let origin: LedgerEntry.Origin
  let source: String

  init(fact text: String, _ source: String) { (self.text, origin, self.source) = (text, .fact, source) }
  init(assumption text: String, _ source: String) { (self.text, origin, self.source) = (text, .assumption, source) }
}
