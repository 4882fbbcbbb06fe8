import Evaluation
import Interactions
import Recommenders

/// The lists that a fitted model gives to the requests of a fold, each from what was known just before it.
struct FoldLists: Sendable {
  private let fold: EvaluationFold
  private let exclusion: Exclusion
  /// Number of items a list.
  private let length: Int
  private let start: CandidateWalk

  /// Requests that are answered in one piece: fixed, so that nothing depends on the number of cores.
  static let chunk = 128

  /// - Parameter knowsMoreThanTraining: whether the model could list items that the training does not hold, by what it
  ///   was told beside the events.
  init(
    _ fold: EvaluationFold, length: Int, allowsRepeats: Bool, candidates: CandidateRule = .catalogue,
    knowsMoreThanTraining: Bool = false
  ) {
    self.fold = fold
    self.length = length
    exclusion = allowsRepeats ? .none : .seen
    start = CandidateWalk(fold, candidates, isBoundedByTraining: fold.isTimeHonest && !knowsMoreThanTraining)
  }

  var chunks: Int { (fold.requests.count + Self.chunk - 1) / Self.chunk }

  /// The lists of a chunk's requests, in order.
  func lists(_ model: any Recommender, chunk: Int) -> [[Int32]] {
    var (scratch, walk) = (ScoringScratch(), start)
    return (chunk * Self.chunk..<min(fold.requests.count, (chunk + 1) * Self.chunk)).map { request in
      model.recommend(
        to: fold.profile(request), at: fold.requests.instants[request], count: length, exclusion: exclusion,
        allowed: walk.allowed(request), scratch: &scratch)
    }
  }

  /// The lists of all requests, one chunk after another.
  func all(_ model: any Recommender) -> RankedLists {
    var lists = RankedLists()
    for chunk in 0..<chunks { for list in self.lists(model, chunk: chunk) { lists.append(list) } }
    return lists
  }
}
