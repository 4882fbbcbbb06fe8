import Interactions
import Randomness

/// Which items a list may be made of.
package enum CandidateRule: Sendable, Hashable {
  /// All items seen before the request.
  case catalogue
  /// The answer and so many other items, drawn from those seen before the request; where no item is listed again, from those
  /// that its user had not taken.
  ///
  /// Numbers from such a sample are not those of the whole catalogue, and may put models in another order.
  /// Source: W. Krichene, S. Rendle, "On sampled metrics for item recommendation", KDD 2020.
  case sampled(negatives: Int, seed: UInt64, by: NegativeSampling = .uniform)

  /// What a reader must be told of it; empty for the whole catalogue.
  package var warning: String {
    switch self {
    case .catalogue: ""
    case .sampled(let negatives, let seed, let sampling):
      "Ranked among the answer and \(negatives) drawn items, not among all: such numbers are too high and may put models in "
        + "the wrong order (Krichene and Rendle, KDD 2020). They compare with nothing but themselves. Drawn: "
        + "\(sampling.rawValue), seed \(seed)."
    }
  }
}

/// Draws `count` of some values without replacement, in their own order; all where there are no more.
func drawn(_ count: Int, of values: [Int], seed: UInt64) -> [Int] {
  var stream = RandomStream(seed: seed, name: "evaluation/users")
  var shuffled = values
  for index in 0..<min(count, shuffled.count) {
    shuffled.swapAt(index, index + stream.integer(below: shuffled.count - index))
  }
  return shuffled.prefix(count).sorted()
}

/// The candidates of requests that are walked through in order of time.
package struct CandidateWalk: Sendable {
  private let fold: EvaluationFold
  private let rule: CandidateRule
  /// Whether the training itself bounds what can be listed.
  private let isBoundedByTraining: Bool
  /// Whether an item that the user took may be drawn, as it may be listed.
  private let drawsTaken: Bool
  /// Items with an event, by their first.
  private let appearance: [Int32]
  private var appeared = 0
  private var known: ItemSet

  /// - Parameters:
  ///   - isBoundedByTraining: whether what a model can list was all seen before every request; the fold's honesty in time
  ///     says so of models that know nothing but the training.
  ///   - drawsTaken: whether items that the user took may be drawn; else they are not, as no list holds them.
  package init(
    _ fold: EvaluationFold, _ rule: CandidateRule, isBoundedByTraining: Bool? = nil, drawsTaken: Bool = false
  ) {
    self.fold = fold
    self.rule = rule
    self.drawsTaken = drawsTaken
    self.isBoundedByTraining = isBoundedByTraining ?? fold.isTimeHonest
    appearance = fold.firstSeen.indices.filter { fold.firstSeen[$0] != nil }
      .sorted { (fold.firstSeen[$0] ?? 0, $0) < (fold.firstSeen[$1] ?? 0, $1) }.map { Int32($0) }
    known = ItemSet(capacity: fold.firstSeen.count)
  }

  /// The only items that the list of a request may hold; nil for all that a model can know. Requests come in ascending
  /// order, the first of any walk anywhere.
  package mutating func allowed(_ request: Int) -> ItemSet? {
    if case .catalogue = rule, isBoundedByTraining { return nil }
    let instant = fold.requests.instants[request]
    while appeared < appearance.count, let first = fold.firstSeen[Int(appearance[appeared])], first < instant {
      known.insert(appearance[appeared])
      appeared += 1
    }
    guard case .sampled(let negatives, let seed, let sampling) = rule else { return known }
    return sample(request, negatives, seed, sampling)
  }

  private func sample(
    _ request: Int, _ negatives: Int, _ seed: UInt64, _ sampling: NegativeSampling
  ) -> ItemSet {
    let truth = fold.requests.truth(request)
    var barred = drawsTaken ? ItemSet() : ItemSet(fold.profile(request).items)
    for item in truth { barred.insert(item) }
    var chosen = ItemSet(capacity: fold.firstSeen.count)
    for item in truth { chosen.insert(item) }
    var stream = RandomStream(seed: seed, name: "evaluation/negatives", index: request)
    // Rejection is quick while most items are free; a user who took nearly everything gets fewer after many tries.
    var (found, tries) = (0, 0)
    let earlier = fold.training.firstIndex(atOrAfter: fold.requests.instants[request])
    let drawnFrom = sampling == .uniform ? appeared : earlier
    while found < negatives, tries < 20 * negatives + 1000, drawnFrom > 0 {
      tries += 1
      let place = stream.integer(below: drawnFrom)
      let item = sampling == .uniform ? appearance[place] : fold.training.itemIDs[place]
      guard !barred.contains(item) else { continue }
      barred.insert(item)
      chosen.insert(item)
      found += 1
    }
    return chosen
  }
}
