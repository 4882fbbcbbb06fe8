import Statistics

/// What quality costs, and the settings at which it is bought best.
package struct DecisionNumbers: Sendable {
  /// A step from a cheaper plan to a dearer one. A point is 0.01 of NDCG.
  package struct Step: Sendable {
    /// Positions of the plans.
    package let from: Int
    package let to: Int
    /// Of a month, positive.
    package let costDifference: Double
    package let ndcgDifference: Interval

    package init(from: Int, to: Int, costDifference: Double, ndcgDifference: Interval) {
      self.from = from
      self.to = to
      self.costDifference = costDifference
      self.ndcgDifference = ndcgDifference
    }

    /// Cost of a month for a point more; nil where the difference in quality may be none or less.
    package var costPerPoint: Interval? {
      guard ndcgDifference.low > 0 else { return nil }
      return Interval(
        value: costDifference / (100 * ndcgDifference.value), low: costDifference / (100 * ndcgDifference.high),
        high: costDifference / (100 * ndcgDifference.low))
    }
  }

  /// A setting that was tried: a period, an hour, a share.
  package struct Option: Sendable {
    package let name: String
    /// The setting as a number: hours, days or a share.
    package let setting: Double
    /// Of a month; nil where a price is missing.
    package let monthlyCost: Double?
    package let ndcg: Interval
    /// Quality of the best option minus this one's, paired.
    package let lossToBest: Interval

    package init(name: String, setting: Double, monthlyCost: Double?, ndcg: Interval, lossToBest: Interval) {
      self.name = name
      self.setting = setting
      self.monthlyCost = monthlyCost
      self.ndcg = ndcg
      self.lossToBest = lossToBest
    }
  }

  /// Options of one question, and which to take by the stated rule.
  package struct Choice: Sendable {
    package let options: [Option]
    /// Position of the option to take; nil without any.
    package let chosen: Int?
    /// Position of the highest quality.
    package let best: Int?

    /// - Parameters:
    ///   - pointValue: what a point is worth a month; without it, the cheapest that has a share of the best quality.
    package init(_ options: [Option], pointValue: Double?, qualityOfBest: Double) {
      self.options = options
      let best = options.indices.max { (options[$0].ndcg.value, -$0) < (options[$1].ndcg.value, -$1) }
      self.best = best
      let priced = options.indices.filter { options[$0].monthlyCost != nil }
      func cost(_ index: Int) -> Double { options[index].monthlyCost ?? .infinity }
      if let pointValue {
        chosen = priced.max {
          (pointValue * 100 * options[$0].ndcg.value - cost($0), -$0)
            < (pointValue * 100 * options[$1].ndcg.value - cost($1), -$1)
        }
      } else {
        let bound = qualityOfBest * (best.map { options[$0].ndcg.value } ?? 0)
        // Of equally cheap ones, as batch hours are, the better.
        chosen = priced.filter { options[$0].ndcg.value >= bound }.min {
          let (a, b) = (cost($0), cost($1))
          return abs(a - b) > 1e-9 * max(a, b)
            ? a < b
            : options[$0].ndcg.value != options[$1].ndcg.value
              ? options[$0].ndcg.value > options[$1].ndcg.value : $0 < $1
        }
      }
    }
  }

  /// A hybrid that sends some users to the campaign and all others to the batch's lists.
  package struct HybridPoint: Sendable {
    /// Share of the users who asked in the first half.
    package let userShare: Double
    /// Share of the second half's requests that the campaign answers, most active users first.
    package let requestShare: Double
    package let monthlyCost: Double?
    package let ndcg: Interval
    /// Quality more than with no user sent, paired.
    package let more: Interval
    /// The same with the users first who gained most by real time in the first half.
    package let gainRequestShare: Double
    package let gainNDCG: Interval
    package let gainMore: Interval
  }

  /// Between neighbours on the way from the cheapest plan up.
  package let steps: [Step]
  package let periods: Choice
  package let hours: Choice
  /// By days between trainings.
  package let retraining: Choice
  /// What one training adds to the bill, from the costs of the shortest and the longest time between them; nil without two.
  package var costPerTraining: Double? {
    guard let first = retraining.options.first, let last = retraining.options.last, first.setting < last.setting,
      let dear = first.monthlyCost, let cheap = last.monthlyCost
    else { return nil }
    let daysPerMonth = 365.25 / 12
    return (dear - cheap) / (daysPerMonth / first.setting - daysPerMonth / last.setting)
  }
  /// What the retraining was tried on.
  package let retrainingPlan: String
  package let hybrid: [HybridPoint]
  /// Whether users whom the job does not know go to the campaign at every share.
  package let sendsUnknownUsers: Bool
}
