import Interactions
import Recommenders

extension Benchmark {
  /// Lists of item-kNN for live profiles.
  static let itemKNN = Benchmark(
    name: "item-knn", summary: "ten items for each of 20,000 users by item-kNN", unit: "requests/CPU s"
  ) { _ in
    let log = SyntheticLog(logParameters, seed: 1).log
    let model = RecommenderSpecification.itemKNN().fit(log: log, before: .max)
    let histories = UserHistories(of: log)
    return {
      var scratch = ScoringScratch()
      var sum = 0
      for user in 0..<Int32(log.users.count) {
        let list = model.recommend(
          to: histories.profile(of: user, before: .max), at: .max, count: 10, exclusion: .none, scratch: &scratch)
        sum &+= list.reduce(0) { $0 &+ Int($1) }
      }
      return BenchmarkPass(units: log.users.count, check: "sum of items \(sum)")
    }
  }
}
