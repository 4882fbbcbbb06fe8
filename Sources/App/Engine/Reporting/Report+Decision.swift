import Charts
import Evaluation
import Measures
import Pricing
import Reports
import Scenarios
import Serving
import Statistics

extension Report {
  static func decisionBlocks(_ result: RunResult, _ say: Phrasebook) -> [Block] {
    var blocks: [Block] = [.verdict(headline: headline(result, say), sentences: sentences(result, say))]
    blocks.append(.table(plansTable(result, say)))
    // A row more in the table, so much less for the picture: the page holds all of it for up to six plans.
    // Some hundred characters are a line; more than seven of them under the picture, and it gives way too.
    let changes = changes(result, say)
    let lines = changes.reduce(0) { $0 + $1.count / 100 + 1 }
    let figureHeight = max(
      62, max(90, 140 - 22 * Double(max(0, result.plans.count - 4))) - 13 * Double(max(0, lines - 7)))
    blocks.append(.figure(frontier(result, say), heightPoints: figureHeight, caption: say(.frontierCaption)))
    blocks.append(.heading(say(.whatChanges)))
    blocks.append(.bullets(changes))
    blocks.append(
      .note(say(.costRangeNote, Format.percent(result.scenario.demand.uncertainty, 0)) + " " + say(.effortNote)))
    blocks.append(.note(caveats(result, say).joined(separator: " ")))
    return blocks
  }

  private static func headline(_ result: RunResult, _ say: Phrasebook) -> String {
    result.decision.winner.map { say(.buy, result.plans[$0].name) } ?? say(.noneHolds)
  }

  private static func sentences(_ result: RunResult, _ say: Phrasebook) -> [String] {
    let decision = result.decision
    let currency = result.card.currency.code
    var sentences: [String] = []
    if let winner = decision.winner {
      let cost = result.plans[winner].cost.monthly
      sentences.append(
        say(
          .winnerCost, result.plans[winner].name, Format.money(cost.expected), currency, Format.money(cost.low),
          Format.money(cost.high)))
      if let next = decision.runnerUp {
        // Where the best plan is the next one, the sentence below on what it adds names its price.
        if next != decision.best, winner != decision.best {
          sentences.append(
            say(
              .runnerUp, result.plans[next].name, Format.money(result.plans[next].cost.monthly.expected), currency))
        }
      } else {
        sentences.append(say(.onlyOneHolds))
      }
      if decision.best != winner, !result.plans[decision.best].cost.bill.isPartial {
        sentences.append(upgrade(result, from: winner, to: decision.best, say))
      } else if let below = decision.frontier.last(where: { $0 != winner }) {
        sentences.append(upgrade(result, from: below, to: winner, say))
      }
    } else {
      let fewest = result.plans.indices.min {
        failures(result, $0, say).count < failures(result, $1, say).count
      }
      if let plan = fewest {
        sentences.append(
          say(.closest, result.plans[plan].name, failures(result, plan, say).joined(separator: ", ")))
      }
    }
    let partial = result.plans.filter(\.cost.bill.isPartial).map(\.name)
    if !partial.isEmpty { sentences.append(say(.partialBill, partial.joined(separator: ", "))) }
    return sentences
  }

  /// What the better plan adds, and for how much.
  private static func upgrade(_ result: RunResult, from: Int, to: Int, _ say: Phrasebook) -> String {
    let difference = result.replay.comparison.overall.difference(.ndcg, plan: to, minus: from)
    let (names, metric) = ((result.plans[to].name, result.plans[from].name), ndcgName(result))
    let (value, low, high) = (
      Format.signed(difference.value, 4), Format.signed(difference.low, 4), Format.signed(difference.high, 4)
    )
    guard difference.low > 0 else { return say(.upgradeNothing, names.0, names.1, metric, value, low, high) }
    let more = result.plans[to].cost.monthly.expected - result.plans[from].cost.monthly.expected
    return say(
      .upgrade, names.0, names.1, metric, value, low, high, (more.picos > 0 ? "+" : "") + Format.money(more),
      result.card.currency.code)
  }

  private static func failures(_ result: RunResult, _ plan: Int, _ say: Phrasebook) -> [String] {
    result.decision.checks[plan].filter { !$0.isHeld }.map { "\(limitName($0.limit, say)) \($0.value) (\($0.bound))" }
      + (result.plans[plan].cost.bill.isPartial ? [say(.priceMissing)] : [])
  }

  private static func limitName(_ limit: LimitCheck.Limit, _ say: Phrasebook) -> String {
    switch limit {
    case .monthlyCost: say(.limitMonthlyCost)
    case .p99Latency: say(.limitP99)
    case .profileAge: say(.limitProfileAge)
    case .served: say(.limitServed)
    case .qualityOfBest: say(.limitQuality)
    }
  }

  private static func plansTable(_ result: RunResult, _ say: Phrasebook) -> Table {
    let rows = result.plans.enumerated().map { index, plan in
      let failed = result.decision.checks[index].filter { !$0.isHeld }.map { limitName($0.limit, say) }
      let close = result.decision.checks[index].filter { $0.isHeld && !$0.isCertain }.map { limitName($0.limit, say) }
      let limits =
        !failed.isEmpty
        ? say(.fails, failed.joined(separator: ", "))
        : close.isEmpty ? say(.holds) : say(.holdsUncertain, close.joined(separator: ", "))
      let latency = plan.serving
      return [
        plan.name, range(plan.cost.monthly) + (plan.cost.bill.isPartial ? " +?" : ""),
        "\(Format.milliseconds(latency.p50)) / \(Format.milliseconds(latency.p99))",
        Format.hours(plan.serving.ages.profileHours.quantile(0.5)), Format.interval(ndcg(result, index), 3),
        limits, effort(plan.effort),
      ]
    }
    return Table(
      columns: [
        .init(say(.planColumn), widthShare: 1.3),
        .init(say(.costColumn, result.card.currency.code), .right, widthShare: 2.2),
        .init(say(.latencyColumn), .right, widthShare: 1.6), .init(say(.freshnessColumn), .right, widthShare: 1.2),
        .init(say(.ndcgColumn, ndcgName(result)), .right, widthShare: 1.8), .init(say(.limitsColumn), widthShare: 1.5),
        .init(say(.effortColumn), widthShare: 1.6),
      ], rows: rows, emphasizedRows: Set(result.decision.winner.map { [$0] } ?? []),
      caption: say(.plansTable, ndcgName(result), QualityComparison.estimand))
  }

  private static func effort(_ effort: Effort?) -> String {
    guard let effort else { return "" }
    return String(repeating: "★", count: effort.stars) + String(repeating: "☆", count: 5 - effort.stars)
      + " \(effort.movingParts)/\(effort.deploySteps)/\(effort.waits)"
  }

  private static func frontier(_ result: RunResult, _ say: Phrasebook) -> ScatterChart {
    func cost(_ plan: Int) -> Double { result.plans[plan].cost.monthly.expected.approximate }
    return ScatterChart(
      x: Axis(title: say(.costAxis, result.card.currency.code), format: NumberFormat(prefix: "")),
      y: Axis(title: say(.ndcgAxis, ndcgName(result))),
      // A plan with a missing price has no place on the axis of cost.
      marks: result.plans.enumerated().filter { !$0.element.cost.bill.isPartial }.map { index, plan in
        let quality = ndcg(result, index)
        let monthly = plan.cost.monthly
        return .init(
          label: plan.name, x: monthly.expected.approximate, y: quality.value,
          xInterval: .init(low: monthly.low.approximate, high: monthly.high.approximate),
          yInterval: .init(low: quality.low, high: quality.high), group: index)
      }, frontier: result.decision.frontier.map { Point(x: cost($0), y: ndcg(result, $0).value) },
      frontierName: say(.frontierName))
  }

  private static func changes(_ result: RunResult, _ say: Phrasebook) -> [String] {
    var bullets: [String] = []
    let quality = result.replay.comparison.overall
    let decision = result.decision
    let asked = Format.percent(result.scenario.limits.qualityOfBest)
    if let winner = decision.winner {
      let ratio = quality.ratio(.ndcg, plan: winner, over: decision.best)
      if winner != decision.best, ratio.value.isFinite {
        bullets.append(
          say(
            .winnerQualityMargin, result.plans[winner].name, Format.percent(ratio.value), ndcgName(result),
            Format.percent(ratio.low), Format.percent(ratio.high), asked))
      }
    }
    if !decision.winnersAtLowerQuality.isEmpty {
      let flips = decision.winnersAtLowerQuality.map { plan, share in
        let cost = "\(Format.money(result.plans[plan].cost.monthly.expected)) \(result.card.currency)"
        return say(.qualityFlipPart, result.plans[plan].name, cost, Format.percent(share))
      }
      bullets.append(say(.qualityFlip, ndcgName(result), flips.joined(separator: "; "), asked))
    }
    if let breakEven = result.breakEven { bullets += crossings(breakEven, say) }
    return bullets
  }

  private static func crossings(_ breakEven: BreakEven, _ say: Phrasebook) -> [String] {
    func sentence(_ crossing: BreakEven.Crossing, _ phrase: Phrase, _ places: Int, always name: String) -> String {
      switch crossing {
      case .at(let value, let isBatchCheaperAbove):
        say(
          phrase, breakEven.batch, breakEven.campaign, Format.fixed(value, places),
          isBatchCheaperAbove ? breakEven.batch : breakEven.campaign)
      case .batchAlwaysCheaper: say(.batchAlways, name, breakEven.batch, breakEven.campaign)
      case .campaignAlwaysCheaper: say(.campaignAlways, name, breakEven.batch, breakEven.campaign)
      }
    }
    let users = sentence(breakEven.users, .usersCrossing, 0, always: say(.usersWord))
    if breakEven.requestsPerDay == breakEven.together, breakEven.together == .batchAlwaysCheaper {
      return [users, sentence(breakEven.together, .togetherCrossing, 1, always: say(.requestsAndGrowthWord))]
    }
    return [
      users, sentence(breakEven.requestsPerDay, .requestsCrossing, 0, always: say(.requestsWord)),
      sentence(breakEven.together, .togetherCrossing, 2, always: say(.growthWord)),
    ]
  }
}
