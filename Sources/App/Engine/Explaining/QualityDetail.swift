import Evaluation
import Reports

/// What has to be looked up and computed for a number of quality.
enum QualityDetail {
  /// A mean of a metric: its definition, and the mean again from the slices and from the users' own values.
  static func metric(_ fact: Fact, isAll: Bool, plan: Int) -> ExplainDetail {
    let name = fact.anchor.lastMember ?? ""
    let metric = Metric(rawValue: String(name.prefix { $0 != "@" }))
    var detail = ExplainDetail(
      formula: (metric.map { "a request: \($0.formula); " } ?? "") + "then the mean over requests", notes: caveats(fact)
    )
    guard isAll, fact.end == .point else { return detail }
    let stored = fact.value.asNumber
    detail.checks = [fromSlices(fact, name, plan: plan, stored: stored)].compactMap { $0 }
    if let means = fact.document.perUser?.means(of: "\(fact.label(plan)):\(name)") {
      let text = "Σ requests × mean / Σ requests over the \(Format.count(means.users)) rows of quality-per-user.csv"
      detail.checks += [.number(text, means.requestWeighted, stored: stored)].compactMap { $0 }
    }
    return detail
  }

  /// The mean over users, again from the users' own values.
  static func userWeighted(_ fact: Fact, isAll: Bool, plan: Int) -> ExplainDetail {
    var detail = ExplainDetail(notes: caveats(fact))
    let name = (fact.anchor.lastMember ?? "").replacing("userWeightedNDCG", with: Metric.ndcg.name)
    guard isAll, let means = fact.document.perUser?.means(of: "\(fact.label(plan)):\(name)") else { return detail }
    let text = "Σ mean / users over the \(Format.count(means.users)) rows of quality-per-user.csv"
    detail.checks = [Recomputation.number(text, means.userWeighted, stored: fact.value.asNumber)].compactMap { $0 }
    return detail
  }

  /// A difference of two plans, again from their means.
  static let difference: @Sendable (Fact) -> ExplainDetail = { fact in
    let document = fact.document
    let best = fact["quality/differencesToBest/*/best"]?.asText ?? ""
    guard let own = document.plan(named: fact.label(0)), let other = document.plan(named: best) else {
      return ExplainDetail()
    }
    let metric = fact.anchor.lastMember ?? ""
    let paths = [own, other].map { FactPath(steps: document.metricSteps(plan: $0, metric)) }
    var detail = ExplainDetail(inputs: paths.compactMap { document.input($0) })
    let means = paths.compactMap { document.root[$0]?[member: "value"]?.asNumber }
    if fact.end == .point, means.count == 2 {
      let check = Recomputation.number(
        "\(means[0]) − \(means[1])", means[0] - means[1], stored: fact.value.asNumber,
        relativeTo: max(means[0], means[1]))
      detail.checks = [check].compactMap { $0 }
    }
    return detail
  }

  /// Slices that share no request and leave none out give the mean of all requests.
  private static func fromSlices(_ fact: Fact, _ metric: String, plan: Int, stored: Double?) -> Recomputation? {
    let root = fact.document.root[member: "quality"]
    guard let all = root?[member: "all"]?[member: "requests"]?.asInteger,
      let slices = root?[member: "slices"]?.asElements, slices.count > 1
    else { return nil }
    var (requests, sum) = (0.0, 0.0)
    for slice in slices {
      let row = slice[member: "plans"]?.asElements?.first { $0[member: "plan"]?.asText == fact.label(plan) }
      guard let count = slice[member: "requests"]?.asNumber,
        let mean = row?[member: "metrics"]?[member: metric]?[member: "value"]?.asNumber
      else { return nil }
      requests += count
      sum += count * mean
    }
    guard requests == Double(all), requests > 0 else { return nil }
    return .number("Σ requests × mean / Σ requests over the \(slices.count) slices", sum / requests, stored: stored)
  }

  private static func caveats(_ fact: Fact) -> [String] { fact["caveats"]?.asElements?.compactMap(\.asText) ?? [] }
}

extension ResultDocument {
  /// The steps to a metric of a plan over all requests.
  func metricSteps(plan: Int, _ metric: String) -> [FactPath.Step] {
    [.member("quality"), .member("all"), .member("plans"), .index(plan), .member("metrics"), .member(metric)]
  }

  /// NDCG of a plan over all requests, as decisions use it.
  func ndcg(plan: Int) -> Double? {
    let k = root[member: "quality"]?[member: "k"]?.asInteger ?? 0
    return root[FactPath(steps: metricSteps(plan: plan, "\(Metric.ndcg.name)@\(k)"))]?[member: "value"]?.asNumber
  }
}
