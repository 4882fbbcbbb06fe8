import Interactions
import Randomness
import Serving
import Statistics

/// What a plan loses against an answer that knows all up to the request, split into the ages of what it knew.
///
/// Each of model, profile and catalogue is taken old (as the plan had it) or fresh: eight lists a request, of which the
/// first is the plan's own and the last the freshest. The share of each is its Shapley value: its gain averaged over the
/// six orders in which the three can be made fresh, so that the three sum to the whole loss.
/// Source: L. S. Shapley, "A value for n-person games", 1953.
package struct LossSplit: Sendable {
  /// The parts of a segment's loss in NDCG, request-weighted means; they sum to `total`.
  package struct Parts: Sendable {
    package let segment: ReplaySegment
    package let requests: Int
    package let users: Int
    /// Of the plan, and with everything fresh.
    package let served: Interval
    package let fresh: Interval
    package let total: Interval
    package let model: Interval
    package let profile: Interval
    package let catalogue: Interval
    /// Requests that got the fallback list, or none, in place of one made for them: unknown to the job, throttled, late.
    package let fallback: Interval
  }
  package let plan: String
  /// Segments with a request.
  package let parts: [Parts]
  /// Mean age of the fresh model, in hours: fits are as dense as their number allows, so the model's part is that much less.
  package let freshModelAgeHours: Double
  /// Hours between which new items enter a model; 0 where they enter as they come. Above 0 the catalogue's part is exact for
  /// that grid alone, and too small by what such a wait costs.
  package let catalogueGridHours: Double

  /// The Shapley values of three players; a value for each set of them, bit i for player i.
  package static func shapley(_ values: [Double]) -> (Double, Double, Double) {
    precondition(values.count == 8)
    func share(_ player: Int) -> Double {
      let own = 1 << player
      let others = [0, 1, 2].filter { $0 != player }.map { 1 << $0 }
      let alone = values[own] - values[0]
      let first = values[own | others[0]] - values[others[0]]
      let second = values[own | others[1]] - values[others[1]]
      let last = values[7] - values[7 & ~own]
      return alone / 3 + first / 6 + second / 6 + last / 3
    }
    return (share(0), share(1), share(2))
  }

  /// The questions of a split: eight for each answer of a model, two for others.
  struct Questions: Sendable {
    /// Places by request: of each set of what is fresh, bit 0 the model, bit 1 the profile, bit 2 the catalogue.
    var places: [[Int32]] = []
    var isOfModel: [Bool] = []
    var freshModelAgeHours = 0.0
    var catalogueGridHours = 0.0

    /// - Parameter freshCuts: instants at which a fresh model is trained, ascending, seconds since the epoch.
    init(_ answers: [Answer], at positions: [Int], freshCuts: [Int64], table: inout QuestionTable) {
      catalogueGridHours = Double(table.catalogueGridSeconds) / 3600
      var ages = 0.0
      for (position, answer) in zip(positions, answers) {
        let now = table.requests.instants[position]
        let newest = freshCuts.partitioningIndex { $0 > now }
        let fresh = newest > 0 ? freshCuts[newest - 1] : answer.modelCutSeconds
        let isOfModel = answer.source != .popularList && answer.source != .nothing
        let old = QuestionTable.Knowledge(
          model: answer.modelCutSeconds, profile: answer.profileCutSeconds, catalogue: answer.catalogueCutSeconds)
        let model = isOfModel ? max(fresh, old.model) : fresh
        let catalogue = isOfModel ? max(model, old.catalogue) : model
        ages += Double(now - model) / 3600
        self.isOfModel.append(isOfModel)
        let sets = isOfModel ? Array(0..<8) : [0, 7]
        places.append(
          sets.map { set in
            guard isOfModel || set == 7 else {
              return answer.source == .nothing ? -1 : table.ask(position, old, isPopularList: true)
            }
            let knowledge = QuestionTable.Knowledge(
              model: set & 1 > 0 ? model : old.model, profile: set & 2 > 0 ? now : old.profile,
              catalogue: set & 4 > 0 ? catalogue : old.catalogue)
            return table.ask(position, knowledge, isPopularList: false)
          })
      }
      freshModelAgeHours = positions.isEmpty ? 0 : ages / Double(positions.count)
    }
  }

  init(
    plan: String, _ questions: Questions, scores: ListScores, positions: [Int], users: [Int32],
    segments: ReplaySegments, resamples: Int, stream: RandomStream
  ) {
    self.plan = plan
    freshModelAgeHours = questions.freshModelAgeHours
    catalogueGridHours = questions.catalogueGridHours
    var columns = [[Double]](repeating: [], count: 7)
    for (places, isOfModel) in zip(questions.places, questions.isOfModel) {
      let values = scores.of(places).map(\.ndcg)
      let (served, fresh) = (values.first ?? 0, values.last ?? 0)
      let parts = isOfModel ? Self.shapley(values) : (0, 0, 0)
      let row = [served, fresh, fresh - served, parts.0, parts.1, parts.2, isOfModel ? 0 : fresh - served]
      for (column, value) in row.enumerated() { columns[column].append(value) }
    }
    parts = ReplaySegment.allCases.compactMap { segment in
      guard
        let means = UserMeans(
          columns, requestUsers: users, chosen: positions.indices.filter { segments.contains(positions[$0], segment) },
          resamples: resamples, stream: stream)
      else { return nil }
      return Parts(
        segment: segment, requests: means.requests, users: means.users, served: means.mean(0), fresh: means.mean(1),
        total: means.mean(2), model: means.mean(3), profile: means.mean(4), catalogue: means.mean(5),
        fallback: means.mean(6))
    }
  }
}
