import Interactions
import LinearAlgebra

/// Parameters of the automatic choice: a search over models and their parameters on events taken out of the training
/// data, the local stand-in for the service's AutoML and HPO.
package struct AutomaticParameters: RecommenderParameters {
  package static let modelName = "auto"
  /// Work the search may do, in millions of training events times fits. A budget of work and not of time, so that the
  /// same data always leads to the same choice; a million is 0.1 to 1 second.
  package var budget = 200.0
  /// Users the choice is judged by, at most.
  package var validationUsers = 5_000

  package init() {}

  package static let keys = [
    ParameterKey<Self>(
      "budget", \.budget, in: 0...1e9, "millions of training events times fits that the search may take"),
    ParameterKey<Self>(
      "validationUsers", \.validationUsers, in: 100...1_000_000, "users the choice is judged by, at most"),
  ]

  package var formula: String {
    "the best of many models and of a blend of the best, by NDCG@20 of events that are taken out of the training data"
  }

  package func fittingBytes(_ size: DataSize) -> Int {
    var blend = BlendParameters()
    blend.validationUsers = validationUsers
    return blend.fittingBytes(size)
  }

  package func fit(_ data: TrainingData) -> any Recommender {
    AutomaticSearch(data: data, parameters: self).recommender
  }

  package func decode(from reader: inout ModelReader) throws(ModelFileError) -> any Recommender {
    try BlendRecommender(name: Self.modelName, from: &reader)
  }
}

/// A successive halving: many settings are judged by few users, the better half by three times as many, and so on.
///
/// Source: K. Jamieson, A. Talwalkar, "Non-stochastic best arm identification and hyperparameter optimization", AISTATS
/// 2016, with users of the validation slice as the resource: fits of the sparse models cost less than judging them.
struct AutomaticSearch {
  /// The chosen model, fitted to all data; its notes hold the course of the search.
  let recommender: any Recommender

  init(data: TrainingData, parameters: AutomaticParameters) {
    guard let slice = ValidationSlice(of: data, kind: .automatic, limit: parameters.validationUsers) else {
      recommender = BlendRecommender(
        name: AutomaticParameters.modelName, models: BlendComponents.models(for: data.size, isOrdered: true),
        data: data, slice: nil)
      return
    }
    var notes = [
      "Judged by \(slice.users.count) users' \(slice.isOrdered ? "last" : "random") training events, mean of 1/log₂(rank + 1) "
        + "within 20."
    ]
    var work = 0.0
    let cost = Double(slice.remaining.events) / 1e6
    var best: [RecommenderSpecification] = []
    for family in Self.families(size: data.size, isOrdered: slice.isOrdered) {
      var arms: [(specification: RecommenderSpecification, model: any Recommender)] = []
      for specification in family where arms.isEmpty || work + cost <= parameters.budget {
        work += cost
        arms.append((specification, specification.fit(slice.remaining)))
      }
      var users = min(slice.users.count, 400)
      while arms.count > 1 {
        let scored = arms.map { ($0, Self.quality($0.model, slice: slice, users: users)) }
        for (arm, quality) in scored {
          notes.append("\(arm.specification.text): \(rounded(quality)) over \(users) users.")
        }
        // Ties go to the one named first, which is the default.
        let order = scored.indices.sorted { a, b in
          scored[a].1 != scored[b].1 ? scored[a].1 > scored[b].1 : a < b
        }
        arms = order.prefix(users == slice.users.count ? 1 : (arms.count + 1) / 2).map { scored[$0].0 }
        users = min(slice.users.count, users * 3)
      }
      best += arms.map(\.specification)
    }
    let blended = BlendRecommender(
      name: AutomaticParameters.modelName, models: best, data: data, slice: slice, notes: notes)
    recommender = blended
  }

  /// Settings of each family, its default first; what a family knows beyond the others the blend finds out.
  private static func families(size: DataSize, isOrdered: Bool) -> [[RecommenderSpecification]] {
    var families: [[String]] = []
    if isOrdered {
      families += [
        [
          "sequential-rules", "sequential-rules:decay=0.6", "sequential-rules:decay=0.9,historyLimit=20",
          "sequential-rules:weighting=inverse-square", "sequential-rules:window=20,shrink=10",
        ],
        [
          "sequence-knn:occurrences=200", "sequence-knn:occurrences=200,power=2,discount=0.5",
          "sequence-knn:occurrences=200,power=1.5,discount=0.7",
          "sequence-knn:occurrences=200,decay=0.9",
        ],
        [
          "item-knn:neighbours=200", "item-knn:neighbours=200,shrink=50", "item-knn:neighbours=50,shrink=0",
          "item-knn:neighbours=200,recencyHalfLifeItems=2", "item-knn:neighbours=200,popularityDiscount=0.7",
        ],
        [
          "item-knn:neighbours=200,recencyHalfLifeItems=50", "item-knn:neighbours=200,recencyHalfLifeItems=1e9",
          "item-knn:neighbours=200,recencyHalfLifeItems=20",
        ],
      ]
    } else {
      families += [
        [
          "item-knn:neighbours=200,historyLimit=500,recencyHalfLifeItems=1e9",
          "item-knn:neighbours=50,historyLimit=500,recencyHalfLifeItems=1e9",
          "item-knn:neighbours=500,shrink=100,historyLimit=500,recencyHalfLifeItems=1e9",
        ],
        [
          "rp3beta", "rp3beta:alpha=1.1,beta=0.5", "rp3beta:alpha=0.6,beta=0.2", "rp3beta:alpha=1,beta=0.7",
          "rp3beta:alpha=1,beta=0.1",
        ],
      ]
    }
    // Those of large equations are taken as they are: each fit takes longer than all of the others.
    let dense = BlendComponents.models(for: size, isOrdered: isOrdered).filter {
      !["sequential-rules", "sequence-knn", "item-knn", "rp3beta"].contains($0.name)
    }
    return families.map { $0.compactMap { RecommenderSpecification.parse($0, source: "auto").0 } } + dense.map { [$0] }
  }

  /// Mean of 1 / log₂(rank + 1) of the targets among the first 20 of the lists, over evenly spread users.
  private static func quality(_ model: any Recommender, slice: ValidationSlice, users: Int) -> Double {
    let now = slice.remaining.log.timestamps.last ?? 0
    let chunk = 64
    var sums = [Double](repeating: 0, count: (users + chunk - 1) / chunk)
    sums.withUnsafeMutableBufferPointer { sums in
      nonisolated(unsafe) let sums = sums
      Chunks.run(sums.count) { part in
        var scratch = ScoringScratch()
        for index in (part * chunk)..<min(users, (part + 1) * chunk) {
          let position = index * slice.users.count / users
          let list = model.recommend(
            to: slice.histories.profile(of: slice.users[position], before: .max), at: now, count: 20,
            exclusion: .seen, scratch: &scratch)
          if let rank = list.firstIndex(of: slice.targets[position]) { sums[part] += BlendWeights.gains[rank] }
        }
      }
    }
    let sum = sums.reduce(0, +)
    return sum / Double(max(1, users))
  }
}
