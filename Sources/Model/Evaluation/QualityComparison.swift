import Interactions
import Randomness
import Statistics

/// The quality of several plans on identical requests, with intervals, on all requests and on slices of them.
package struct QualityComparison: Sendable {
  /// Names of the plans, in the order given; plans are referred to by their position.
  package let planNames: [String]
  /// The K of "at K".
  package let k: Int
  /// What a mean is over unless it says otherwise; printed with every number.
  package static let estimand = "request-weighted"
  /// How the intervals are made.
  package static let intervalMethod = "percentile bootstrap over users, the same resamples for all plans"
  /// All requests.
  package let overall: SliceQuality
  /// Parts of the requests, in the order given, without those that no request with a truth belongs to.
  package let slices: [SliceQuality]

  /// One plan's name and scores.
  package typealias Plan = (name: String, scores: RequestScores)

  /// Compares plans; nil where no request has a truth.
  ///
  /// - Parameters:
  ///   - plans: at least one, scored at the same K on the same requests.
  ///   - slices: parts of the requests, which may overlap.
  ///   - resamples: bootstrap resamples, positive; 1,000 unless told otherwise.
  package init?(
    plans: [Plan], slices: [RequestSlice] = [], resamples: Int = 1_000, level: Double = 0.95, stream: RandomStream
  ) {
    precondition(!plans.isEmpty)
    let first = plans[0].scores
    precondition(plans.allSatisfy { $0.scores.k == first.k && $0.scores.users == first.users })
    precondition(slices.allSatisfy { $0.isMember.count == first.requestCount })
    planNames = plans.map(\.name)
    k = first.k
    let scores = plans.map(\.scores)
    func quality(_ name: String, _ isMember: [Bool]) -> SliceQuality? {
      SliceQuality(
        name: name, isChosen: zip(isMember, first.hasTruth).map { $0 && $1 }, scores: scores, resamples: resamples,
        level: level, stream: stream)
    }
    guard let overall = quality("all requests", first.hasTruth) else { return nil }
    self.overall = overall
    self.slices = slices.compactMap { quality($0.name, $0.isMember) }
  }
}
