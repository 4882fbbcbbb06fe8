import Evaluation
import Measures
import Pricing
import Reports
import Scenarios
import Serving
import Statistics

/// `facts.json`: everything a run found out, for machines. Money is decimal text; other numbers have six digits.
package enum Facts {
  /// Raised when a member changes its meaning or goes away.
  static let formatVersion = 2

  /// The whole result as one JSON document.
  package static func json(_ result: RunResult) -> JSONValue {
    let say = Phrasebook(language: .english)
    let scenario = result.scenario
    return [
      "formatVersion": .integer(formatVersion),
      "scenario": [
        "name": .string(scenario.name), "title": .string(scenario.title), "seed": .string("\(scenario.seed)"),
        "start": .string("\(scenario.start)"), "months": .integer(scenario.months),
        "replications": .integer(scenario.replications),
        "expectedRequests": number(result.expectedRequests), "peakRequestsPerSecond": number(result.peakRate),
      ],
      "log": [
        "name": .string(result.origin.name), "isSynthetic": .boolean(result.origin.isSynthetic),
        "isRatings": .boolean(result.origin.isRatings), "rowsSkipped": .integer(result.origin.rowsSkipped),
        "events": .integer(result.events), "users": .integer(result.users), "items": .integer(result.items),
        "firstEvent": .string("\(result.firstEvent)"), "lastEvent": .string("\(result.lastEvent)"),
      ],
      "decision": decision(result),
      "breakEven": result.breakEven.map(breakEven) ?? .null,
      "plans": .array(result.plans.indices.map { plan(result, $0) }),
      "quality": quality(result),
      "rateCard": rateCard(result),
      "settlement": settlement(result),
      "assumptions": .array(
        result.ledger.map {
          [
            "key": .string($0.key), "value": .string($0.value), "origin": .string($0.origin.rawValue),
            "source": .string($0.source),
          ]
        }),
      "caveats": .array(Report.caveats(result, say).map { .string($0) }),
    ]
  }

  static func number(_ value: Double) -> JSONValue { .number(Format.sixDigits(value)) }

  static func interval(_ interval: Interval?) -> JSONValue {
    guard let interval else { return .null }
    return ["value": number(interval.value), "low": number(interval.low), "high": number(interval.high)]
  }

  static func amount(_ range: AmountRange) -> JSONValue {
    [
      "expected": .string(range.expected.text(places: 12)), "low": .string(range.low.text(places: 12)),
      "high": .string(range.high.text(places: 12)), "currency": .string(range.expected.currency.code),
    ]
  }

  private static func decision(_ result: RunResult) -> JSONValue {
    let decision = result.decision
    func name(_ plan: Int) -> JSONValue { .string(result.plans[plan].name) }
    return [
      "rule":
        "the cheapest plan that holds every limit and has no missing price; of equally cheap ones the better NDCG",
      "winner": decision.winner.map(name) ?? .null, "runnerUp": decision.runnerUp.map(name) ?? .null,
      "bestQuality": name(decision.best), "frontier": .array(decision.frontier.map(name)),
    ]
  }

  private static func breakEven(_ value: BreakEven) -> JSONValue {
    func crossing(_ crossing: BreakEven.Crossing) -> JSONValue {
      switch crossing {
      case .at(let size, let isBatchCheaperAbove):
        ["at": number(size), "cheaperAbove": .string(isBatchCheaperAbove ? value.batch : value.campaign)]
      case .batchAlwaysCheaper: "batch always cheaper"
      case .campaignAlwaysCheaper: "campaign always cheaper"
      }
    }
    return [
      "batch": .string(value.batch), "campaign": .string(value.campaign),
      "users": crossing(value.users),
      "requestsPerDay": crossing(value.requestsPerDay),
      "factorOnUsersAndRequests": crossing(value.together),
    ]
  }

  private static func plan(_ result: RunResult, _ index: Int) -> JSONValue {
    let plan = result.plans[index]
    let counts = plan.serving.counts
    func ages(_ histogram: Histogram) -> JSONValue {
      ["p50": number(histogram.quantile(0.5) ?? .nan), "p99": number(histogram.quantile(0.99) ?? .nan)]
    }
    return [
      "name": .string(plan.name), "kind": .string(plan.kind), "monthlyCost": amount(plan.cost.monthly),
      "bill": bill(plan.cost.bill, card: result.card),
      "latencyMilliseconds": [
        "p50": interval(plan.serving.p50), "p99": interval(plan.serving.p99), "p99.9": interval(plan.serving.p999),
        "mean": number(plan.serving.latencyMilliseconds.mean ?? .nan),
      ],
      "latencyByRoute": routes(plan.serving.latencies),
      "requests": requests(counts),
      "jobs": .integer(plan.serving.jobs),
      "jobRuns": [
        "failedAttempts": .integer(plan.serving.failedJobAttempts), "givenUp": .integer(plan.serving.jobsGivenUp),
        "skipped": .integer(plan.serving.jobsSkipped),
      ],
      "peakProvisionedTPS": number(plan.serving.peakProvisionedTPS),
      "ageHours": [
        "model": ages(plan.serving.ages.modelHours), "profile": ages(plan.serving.ages.profileHours),
        "catalogue": ages(plan.serving.ages.catalogueHours),
      ],
      "limits": .array(
        result.decision.checks[index].map {
          [
            "limit": .string($0.limit.rawValue), "value": .string($0.value), "bound": .string($0.bound),
            "isHeld": .boolean($0.isHeld), "isCertain": .boolean($0.isCertain),
          ]
        }),
      "effort": plan.effort.map {
        [
          "stars": .integer($0.stars), "movingParts": .integer($0.movingParts), "deploySteps": .integer($0.deploySteps),
          "waits": .integer($0.waits),
        ]
      } ?? .null,
    ]
  }

  private static func bill(_ bill: Bill, card: RateCard) -> JSONValue {
    [
      "total": amount(bill.total), "partial": .boolean(bill.isPartial),
      "gaps": .array(bill.gaps.map { .string($0.rawValue) }),
      "lines": .array(
        bill.lines.map { BillJSON.line($0, card: card) }),
    ]
  }

  private static func quality(_ result: RunResult) -> JSONValue {
    let replay = result.replay
    let k = result.scenario.evaluation.k
    func slice(_ quality: SliceQuality) -> JSONValue {
      [
        "name": .string(quality.name), "requests": .integer(quality.requestCount), "users": .integer(quality.userCount),
        "plans": .array(
          result.plans.enumerated().map { index, plan in
            var metrics = Dictionary(
              uniqueKeysWithValues: Metric.allCases.map {
                ("\($0.name)@\(k)", interval(quality.mean($0, plan: index)))
              })
            metrics["userWeightedNDCG@\(k)"] = number(quality.userWeightedMean(.ndcg, plan: index))
            return ["plan": .string(plan.name), "metrics": .object(metrics)]
          }),
      ]
    }
    return [
      "estimand": .string(QualityComparison.estimand), "intervals": .string(QualityComparison.intervalMethod),
      "level": .number(0.95), "dialect": "standard", "k": .integer(k),
      "recommender": .string(result.scenario.recommender.model.rawValue),
      "cut": .string("\(Instant(seconds: replay.cutSeconds))"),
      "heldOutRequests": .integer(replay.heldOutRequests), "evaluatedRequests": .integer(replay.requests),
      "modelFits": .integer(replay.fits), "all": slice(replay.comparison.overall),
      "slices": .array(replay.comparison.slices.map(slice)),
      "catalogueCoverage": .array(
        zip(result.plans, replay.coverage).map { plan, coverage in
          [
            "plan": .string(plan.name), "share": number(coverage.share),
            "recommendedItems": .integer(coverage.recommendedItems),
            "catalogueItems": .integer(coverage.catalogueItems),
          ]
        }),
      "differencesToBest": .array(
        result.plans.indices.map { index in
          [
            "plan": .string(result.plans[index].name), "best": .string(result.plans[result.decision.best].name),
            "ndcg@\(k)": interval(
              replay.comparison.overall.difference(.ndcg, plan: index, minus: result.decision.best)),
          ]
        }),
    ]
  }

  /// A month of each plan in the reader's currency and with tax; null where the scenario asks for neither.
  private static func settlement(_ result: RunResult) -> JSONValue {
    let billing = result.scenario.billing
    guard billing.exchange != nil || billing.vat != nil else { return .null }
    return [
      "currency": .string((billing.exchange?.to ?? result.card.currency).code),
      "exchangeRate": billing.exchange.map { .string(PriceText.plain($0.rate)) } ?? .null,
      "exchangeRateDate": billing.exchange.map { .string("\($0.date)") } ?? .null,
      "vatShare": billing.vat.map { .string($0.text()) } ?? .null,
      "plans": .array(
        result.plans.map { plan in
          let monthly = Report.settled(plan, billing)
          return [
            "plan": .string(plan.name), "monthly": .string(monthly.text(places: 12)),
            "vat": billing.vat.map { .string(monthly.share($0).text(places: 12)) } ?? .null,
          ]
        }),
    ]
  }

  private static func rateCard(_ result: RunResult) -> JSONValue {
    [
      "name": .string(result.card.name), "region": .string(result.card.region),
      "dateRead": .string("\(result.card.dateRead)"),
      "prices": .array(
        Report.usedPrices(result).map { price in
          [
            "id": .string(price.id), "meter": .string(price.meter.rawValue),
            "candidates": .array(
              price.candidates.map {
                ["price": .string(PriceText.ladder($0.tiers, price)), "source": .string($0.source)]
              }),
            "confidence": .string(price.confidence.rawValue),
            "standsInFrom": price.standsInFrom.map { .string($0) } ?? .null,
            "windows": .array(price.windows.map { .string($0.rawValue) }), "note": .string(price.note),
          ]
        }),
    ]
  }
}
