import Randomness

/// A fault on order: which calls it strikes, and what becomes of them.
package struct FaultRule: Hashable, Sendable {
  /// What goes wrong.
  package enum Kind: String, CaseIterable, Sendable {
    /// 500, as the service says it.
    case internalError = "internal-error"
    /// 503, as the service says it.
    case unavailable
    /// Too many requests: `ThrottlingException`, or S3's `SlowDown`.
    case throttle
    /// The connection ends with a reset, without an answer.
    case reset
    /// The answer comes late.
    case slow
    /// The connection ends within the answer's body.
    case cut
    /// Status 200 with a body that is no JSON (for S3: no XML).
    case wrongJSON = "wrong-json"

    /// Whether the call is carried out before it goes wrong, unless the rule says: a lost or late answer follows work.
    var performsByDefault: Bool {
      switch self {
      case .internalError, .unavailable, .throttle: false
      case .reset, .slow, .cut, .wrongJSON: true
      }
    }
  }

  /// Which of the matching calls, counted from 1, are struck.
  package enum Choice: Hashable, Sendable {
    case every(Int)
    /// Just these.
    case calls([Int])
    /// Each with this probability, 0...1, by the plan's seed.
    case probability(Double)
  }

  package let kind: Kind
  /// Of any service where nil.
  package let service: AWSService?
  /// Any operation where nil.
  package let operation: String?
  package let choice: Choice
  /// Strikes at most.
  package let limit: Int
  /// Whether the call is carried out all the same.
  package let performs: Bool
  /// Seconds that a slow answer waits.
  package let delaySeconds: Double
  /// Bytes of the body that come before the cut; half of it where nil.
  package let cutBytes: Int?

  package init(
    _ kind: Kind, service: AWSService? = nil, operation: String? = nil, choice: Choice = .every(1), limit: Int = .max,
    performs: Bool? = nil, delaySeconds: Double = 1, cutBytes: Int? = nil
  ) {
    self.kind = kind
    self.service = service
    self.operation = operation
    self.choice = choice
    self.limit = limit
    self.performs = performs ?? kind.performsByDefault
    self.delaySeconds = delaySeconds
    self.cutBytes = cutBytes
  }

  func matches(_ service: AWSService, _ operation: String?) -> Bool {
    (self.service == nil || self.service == service) && (self.operation == nil || self.operation == operation)
  }
}

/// Rules with their counts. The n-th matching call of a rule has the same fate in every run of the same seed.
package struct FaultPlan: Sendable {
  /// A rule and what it has done.
  package struct Entry: Sendable {
    package let rule: FaultRule
    /// Calls that the rule matched.
    package var seen = 0
    /// Calls that it struck.
    package var struck = 0
    var stream: RandomStream
  }
  package private(set) var entries: [Entry]
  package let seed: UInt64

  package init(_ rules: [FaultRule] = [], seed: UInt64 = 0) {
    self.seed = seed
    entries = rules.enumerated().map {
      Entry(rule: $1, stream: RandomStream(seed: seed, name: "emulator/faults", index: $0))
    }
  }

  /// Counts a call for all rules that match it; the first that strikes is returned.
  package mutating func strike(_ service: AWSService, _ operation: String?) -> FaultRule? {
    var strike: Int?
    for index in entries.indices where entries[index].rule.matches(service, operation) {
      entries[index].seen += 1
      // Drawn for each call, struck or not, so that rules do not shift each other's luck.
      let luck = entries[index].stream.uniform()
      guard strike == nil, entries[index].struck < entries[index].rule.limit else { continue }
      let isStruck =
        switch entries[index].rule.choice {
        case .every(let n): entries[index].seen.isMultiple(of: n)
        case .calls(let calls): calls.contains(entries[index].seen)
        case .probability(let p): luck < p
        }
      if isStruck { strike = index }
    }
    guard let strike else { return nil }
    entries[strike].struck += 1
    return entries[strike].rule
  }
}
