import Interactions
import Measures
import Scenarios

extension LogSplit {
  /// A split as written on a command line: `time:2011-06-01`, `loo`, `random` or `random:20%`.
  package init?(_ text: String, seed: UInt64) {
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    switch (parts.first, parts.count) {
    case ("loo", 1): self = .leaveOneOut
    case ("random", 1): self = .random(share: 0.2, seed: seed)
    case ("random", 2):
      guard let share = BillingText.percent(parts[1])?.approximate, share > 0, share < 1 else { return nil }
      self = .random(share: share, seed: seed)
    case ("time", 2):
      guard let instant = Instant(iso8601: parts[1]) else { return nil }
      self = .time(instant)
    default: return nil
    }
  }
}
