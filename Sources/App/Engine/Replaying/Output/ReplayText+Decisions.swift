import Measures
import Scenarios
import Statistics

extension ReplayText {
  static func decisions(_ result: LogReplayResult) -> [Section] {
    guard let decision = result.decision else { return [] }
    return [
      steps(result, decision),
      choice(
        "The period of the batch job", "period", decision.periods, result,
        notes: ["Costs are those of the scenario's users and rate card."]),
      choice(
        "The hour of a daily batch job", "job at", decision.hours, result,
        notes: [
          "Local time at UTC\(offset(result)); all hours cost the same, so the best is taken. The model is held as it is: "
            + "hours differ in the age of profiles alone."
        ]),
      choice(
        "Days between trainings, on \(decision.retrainingPlan)", "every", decision.retraining, result,
        notes: decision.costPerTraining.map { ["A training costs about \(money($0)) \(result.currency) here."] } ?? []),
      hybrid(result, decision),
    ].filter { !$0.rows.isEmpty }
  }

  private static func offset(_ result: LogReplayResult) -> String {
    let hours = result.scenario.utcOffset.hours
    return hours == 0 ? "" : Format.signed(hours, hours == hours.rounded() ? 0 : 1)
  }

  private static func steps(_ result: LogReplayResult, _ decision: DecisionNumbers) -> Section {
    let currency = "\(result.currency)"
    return Section(
      title: "What a point of NDCG costs",
      header: ["from", "to", "\(currency)/month more", "points", "\(currency)/point"],
      rows: decision.steps.map { step in
        let cost = step.costPerPoint.map { "\(money($0.value)) (\(money($0.low))–\(money($0.high)))" }
        return [
          result.plans[step.from].name, result.plans[step.to].name, money(step.costDifference),
          points(step.ndcgDifference),
          cost ?? (step.ndcgDifference.high < 0 ? "worse for more money" : "no more that is sure"),
        ]
      },
      notes: [
        "From the cheapest plan up. A point is 0.01 of NDCG; its range comes from quality alone, costs are expected ones."
      ], isQuality: true)
  }

  /// The sentence that tells how an option is chosen.
  static func rule(_ result: LogReplayResult) -> String {
    if let value = result.settings.pointValue {
      "Taken: the highest worth at \(money(value)) \(result.currency) a month for a point of NDCG, less the cost."
    } else {
      "Taken: the cheapest with at least \(Format.percent(result.scenario.limits.qualityOfBest, 0)) of the best quality "
        + "(limits.qualityOfBest); --point-value weighs money against quality."
    }
  }

  private static func choice(
    _ title: String, _ what: String, _ choice: DecisionNumbers.Choice, _ result: LogReplayResult, notes: [String]
  ) -> Section {
    Section(
      title: title, header: [what, "\(result.currency)/month", "NDCG@\(result.k)", "less than the best", ""],
      rows: choice.options.indices.map { index in
        let option = choice.options[index]
        let marks = (index == choice.chosen ? ["take"] : []) + (index == choice.best ? ["best"] : [])
        return [
          option.name, option.monthlyCost.map { money($0) } ?? "–", Format.interval(option.ndcg, 4),
          index == choice.best ? "" : signed(option.lossToBest), marks.joined(separator: ", "),
        ]
      }, notes: notes + [rule(result)], isQuality: true)
  }

  private static func hybrid(_ result: LogReplayResult, _ decision: DecisionNumbers) -> Section {
    Section(
      title: "Who deserves real time: a hybrid by the share of users sent to the campaign",
      header: [
        "users", "requests", "\(result.currency)/month", "NDCG@\(result.k), most active first", "points more",
        "requests", "NDCG@\(result.k), most gain first", "points more",
      ],
      rows: decision.hybrid.map { point in
        [
          Format.percent(point.userShare, 0), Format.percent(point.requestShare),
          point.monthlyCost.map { money($0) } ?? "–", Format.interval(point.ndcg, 4),
          points(point.more), Format.percent(point.gainRequestShare), Format.interval(point.gainNDCG, 4),
          points(point.gainMore),
        ]
      },
      notes: [
        "Users are ranked by their requests, or by what real time gained them, in the first half of the held-out requests and "
          + "scored on the second. Users unknown to the job "
          + (decision.sendsUnknownUsers ? "go to the campaign at every share." : "get the popular list below 100 %.")
          + " Points more than at 0 % are paired. Throttling is that of a campaign for all."
          + " Costs are those of the scenario's demand with the most active first."
      ], isQuality: true)
  }
}
