import Evaluation
import Filters
import Interactions
import Randomness
import Recommenders

/// The lists that a fitted model gives to the requests of a fold, each from what was known just before it.
struct FoldLists: Sendable {
  private let fold: EvaluationFold
  private let exclusion: Exclusion
  /// Number of items a list.
  private let length: Int
  private let start: CandidateWalk
  private let candidates: CandidateRule
  /// What is asked of the model.
  private let task: RecommendationTask
  /// The slates that are re-ordered; nil for drawn ones.
  private let slates: LoggedSlates?
  private let filter: RequestFilter?

  /// Requests that are answered in one piece: fixed, so that nothing depends on the number of cores.
  static let chunk = 128

  /// - Parameter knowsMoreThanTraining: whether the model could list items that the training does not hold, by what it
  ///   was told beside the events.
  init(
    _ fold: EvaluationFold, length: Int, allowsRepeats: Bool, candidates: CandidateRule = .catalogue,
    knowsMoreThanTraining: Bool = false, task: RecommendationTask = .personalization, slates: LoggedSlates? = nil,
    filter: RequestFilter? = nil
  ) {
    self.fold = fold
    self.length = length
    exclusion = allowsRepeats ? .none : .seen
    start = CandidateWalk(
      fold, candidates, isBoundedByTraining: fold.isTimeHonest && !knowsMoreThanTraining, drawsTaken: allowsRepeats)
    self.candidates = candidates
    self.task = task
    self.slates = slates
    self.filter = filter
  }

  var chunks: Int { (fold.requests.count + Self.chunk - 1) / Self.chunk }

  /// The lists of a chunk's requests, in order.
  ///
  /// - Parameter model: nil for slates as they were shown.
  func lists(_ model: (any Recommender)?, chunk: Int) -> [[Int32]] {
    var (scratch, filtering, walk) = (ScoringScratch(), FilterScratch(), start)
    return (chunk * Self.chunk..<min(fold.requests.count, (chunk + 1) * Self.chunk)).map { request in
      let query = task == .related ? fold.query(request) : nil
      let filtered = filter?.allowed(
        fold.requests.users[request], at: fold.requests.instants[request], current: query, scratch: &filtering)
      if task == .ranking {
        let slate = slate(request, &walk).filter { filtered?.contains($0) ?? true }
        guard let model else { return slate }
        let profile = fold.profile(request)
        return model.rank(slate, for: profile, at: fold.requests.instants[request], scratch: &scratch).map(\.item)
      }
      guard let model else { return [] }
      let allowed = Self.both(walk.allowed(request), filtered)
      guard task == .related else {
        return model.recommend(
          to: fold.profile(request), at: fold.requests.instants[request], count: length, exclusion: exclusion,
          allowed: allowed, scratch: &scratch)
      }
      guard let query else { return [] }
      return model.similarItems(to: query, count: length, allowed: allowed, scratch: &scratch)
    }
  }

  /// The slate of a request, before any filter.
  private func slate(_ request: Int, _ walk: inout CandidateWalk) -> [Int32] {
    if let slates { return slates.slate(of: fold.requests.users[request], at: fold.requests.instants[request]) }
    guard case .sampled(_, let seed, _) = candidates else { return [] }
    // Drawn items stand in a drawn order: what a model does not know stays where it stands, and must not tell.
    var slate = walk.allowed(request)?.members ?? []
    var stream = RandomStream(seed: seed, name: "evaluation/slates", index: request)
    for place in slate.indices.dropLast() {
      slate.swapAt(place, place + stream.integer(below: slate.count - place))
    }
    return slate
  }

  /// What both let through; nil lets all through.
  private static func both(_ a: ItemSet?, _ b: ItemSet?) -> ItemSet? {
    guard var both = a else { return b }
    if let b { both.formIntersection(b) }
    return both
  }

  /// The lists of all requests, one chunk after another.
  func all(_ model: any Recommender) -> RankedLists {
    var lists = RankedLists()
    for chunk in 0..<chunks { for list in self.lists(model, chunk: chunk) { lists.append(list) } }
    return lists
  }
}
