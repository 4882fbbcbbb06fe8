import Interactions
import LinearAlgebra

/// A successive halving over settings of each family of models, then a blend of the families' best.
///
/// Many settings are judged by few users of the first slice, the better half by four times as many, and so on; the last
/// two on the other slices too, as far as the budget goes. Source: K. Jamieson, A. Talwalkar, "Non-stochastic best arm
/// identification and hyperparameter optimization", AISTATS 2016, with users of validation slices as the resource.
struct AutomaticSearch {
  /// The chosen model, fitted to all data; its notes hold the course of the search.
  let recommender: any Recommender

  /// A setting with the models fitted to the slices so far, first one first.
  private struct Arm {
    let specification: RecommenderSpecification
    var models: [any Recommender]
  }

  init(data: TrainingData, parameters: AutomaticParameters) {
    let kind = ValidationSlice.Kind(rawValue: parameters.validation) ?? .automatic
    let slices = RollingOrigins(of: data, kind: kind, limit: parameters.validationUsers).slices
    guard let slice = slices.first else {
      recommender = BlendRecommender(
        name: AutomaticParameters.modelName, models: BlendComponents.models(for: data.size, by: .order),
        data: data, slice: nil)
      return
    }
    var search = Search(slices: slices, budget: parameters.budgetSeconds)
    // The search may end before its budget, and the last fits come after it.
    let progress = data.reporting(0, 0.75).progress
    search.notes.append(
      "Judged at \(slices.count) origins by \(slices.map { "\($0.users.count)" }.joined(separator: ", ")) users' "
        + "\(slice.words), NDCG@20.")
    var best: [Arm] = []
    for family in search.families(BlendComponents.families(for: data.size, by: .of(slice))) {
      if let arm = search.best(of: family) { best.append(arm) }
      progress?(min(1, search.spent / max(1e-9, parameters.budgetSeconds)))
    }
    // The first slice is paid for; the others join where all models can still be fitted to them.
    var judged = 1
    for index in slices.indices.dropFirst() {
      guard search.spend(best.reduce(0) { $0 + search.price($1, slice: index) }) else { break }
      for place in best.indices { search.fit(&best[place], upTo: index) }
      judged += 1
    }
    let models = (0..<judged).map { index in best.map { $0.models[index] } }
    let found = BlendWeights.found(models, Array(slices.prefix(judged)))
    let checked = BlendRecommender.checked(
      found.weights, best.map(\.specification), models, Array(slices.prefix(judged)))
    search.notes.append(
      "Searched for \(rounded(search.spent)) of \(parameters.budgetSeconds) estimated seconds of one core.")
    let specifications = best.map(\.specification)
    // The models of the search make room for those that stay.
    best = []
    recommender = BlendRecommender(
      name: AutomaticParameters.modelName, models: specifications, found: (checked.weights, found.quality),
      judgedBy: found.users, data: data.reporting(0.75, 1), notes: search.notes + checked.notes)
  }

  /// The course of a search.
  private struct Search {
    let slices: [ValidationSlice]
    let budget: Double
    var spent = 0.0
    var notes: [String] = []

    init(slices: [ValidationSlice], budget: Double) { (self.slices, self.budget) = (slices, budget) }

    /// Takes so much of the budget; false where that much is not left.
    mutating func spend(_ seconds: Double) -> Bool {
      guard spent + seconds <= budget else { return false }
      spent += seconds
      return true
    }

    /// What it costs to fit an arm to the slices up to one, as far as it is not yet, and to judge it there.
    func price(_ arm: Arm, slice: Int) -> Double {
      (min(arm.models.count, slice + 1)..<(slice + 1)).reduce(0) {
        $0 + price(arm.specification, slices[$1])
      }
    }

    private func price(_ specification: RecommenderSpecification, _ slice: ValidationSlice) -> Double {
      let size = slice.remaining.size
      // A user's list costs a look at every item.
      return specification.parameters.fittingSeconds(size)
        + (2e-4 + 2e-8 * Double(size.items)) * Double(slice.users.count)
    }

    /// Settings that are tried: each family's first one, cheap families before dear ones, and then the others as the
    /// budget allows. Families that are too dear are left out, but never all.
    mutating func families(_ all: [[RecommenderSpecification]]) -> [[RecommenderSpecification]] {
      let prices = all.map { family in family.map { price($0, slices[0]) } }
      var isTried = all.map { $0.map { _ in false } }
      let order = all.indices.sorted { prices[$0][0] != prices[$1][0] ? prices[$0][0] < prices[$1][0] : $0 < $1 }
      for (place, family) in order.enumerated() {
        // Where the default is too dear, a cheaper setting may not be.
        if let first = prices[family].firstIndex(where: { spent + $0 <= budget }) ?? (place == 0 ? 0 : nil) {
          isTried[family][first] = true
          spent += prices[family][first]
        } else {
          notes.append("\(all[family][0].name) was left out: the budget is too small for it.")
        }
      }
      // No more than half of what is left: the other slices want the rest.
      let limit = spent + (budget - spent) / 2
      for place in 1..<max(1, all.map(\.count).max() ?? 1) {
        for family in order where isTried[family].contains(true) && place < all[family].count {
          guard !isTried[family][place] else { continue }
          if spent + prices[family][place] <= limit { isTried[family][place] = spend(prices[family][place]) }
        }
      }
      return all.indices.map { family in all[family].indices.filter { isTried[family][$0] }.map { all[family][$0] } }
        .filter { !$0.isEmpty }
    }

    /// Fits an arm to the slices up to one.
    func fit(_ arm: inout Arm, upTo slice: Int) {
      while arm.models.count <= slice { arm.models.append(arm.specification.fit(slices[arm.models.count].remaining)) }
    }

    /// The family's best setting.
    mutating func best(of family: [RecommenderSpecification]) -> Arm? {
      var arms = family.map { Arm(specification: $0, models: []) }
      for place in arms.indices { fit(&arms[place], upTo: 0) }
      var users = min(slices[0].users.count, 400)
      while arms.count > 2 || (arms.count == 2 && users < slices[0].users.count) {
        arms = ranked(arms, slice: 0, users: users)
        if arms.count > 2 { arms.removeLast(arms.count - max(2, (arms.count + 1) / 2)) }
        if users == slices[0].users.count { break }
        users = min(slices[0].users.count, users * 4)
      }
      guard arms.count > 1 else { return arms.first }
      // The last two (or more, where users are few) at all origins that can be paid for.
      arms = Array(ranked(arms, slice: 0, users: slices[0].users.count).prefix(2))
      var sums = arms.map { slices[0].quality($0.models[0], users: slices[0].users.count) }
      for index in slices.indices.dropFirst() {
        // A third of the rest at most: other families and the weights want theirs.
        let price = arms.reduce(0) { $0 + self.price($1, slice: index) }
        guard price <= (budget - spent) / 3, spend(price) else { break }
        for place in arms.indices {
          fit(&arms[place], upTo: index)
          let reached = slices[index].quality(arms[place].models[index], users: slices[index].users.count)
          notes.append("\(arms[place].specification.text): \(rounded(reached)) at origin \(index + 1).")
          sums[place] += reached
        }
      }
      return sums[1] > sums[0] ? arms[1] : arms[0]
    }

    /// Arms by quality, noted; ties go to the one named first, which is the default.
    private mutating func ranked(_ arms: [Arm], slice: Int, users: Int) -> [Arm] {
      let scored = arms.map { slices[slice].quality($0.models[slice], users: users) }
      for (arm, reached) in zip(arms, scored) {
        notes.append("\(arm.specification.text): \(rounded(reached)) over \(users) users.")
      }
      return arms.indices.sorted { scored[$0] != scored[$1] ? scored[$0] > scored[$1] : $0 < $1 }.map { arms[$0] }
    }
  }
}
