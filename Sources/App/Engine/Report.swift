import Charts
import Evaluation
import Measures
import Pricing
import Reports
import Scenarios
import Statistics

/// Turns a result into a document. It computes nothing that is not in the result.
package enum Report {
  package static func document(_ result: RunResult, language: Language = .english) -> Document {
    let say = Phrasebook(language: language)
    let scenario = result.scenario
    return Document(
      title: scenario.title,
      subtitle: say(
        .subtitle, "\(scenario.months)", "\(scenario.start)", Format.count(result.expectedRequests),
        "\(result.card.dateRead)"),
      language: language.rawValue, footer: say(.footer, scenario.name, "\(scenario.seed)"),
      keywords: "recast \(scenario.name) seed=\(scenario.seed)",
      date: "\(scenario.startInstant)",
      pages: [
        Page(title: say(.decisionPage), blocks: decisionBlocks(result, say)),
        Page(title: say(.costPage), blocks: costBlocks(result, say)),
        Page(title: say(.servingPage), blocks: servingBlocks(result, say)),
        Page(title: say(.qualityPage), blocks: qualityBlocks(result, say)),
        Page(title: say(.assumptionsPage), blocks: assumptionBlocks(result, say)),
      ])
  }

  static func ndcgName(_ result: RunResult) -> String {
    Metric.ndcg.displayName(k: result.scenario.evaluation.k)
  }

  static func ndcg(_ result: RunResult, _ plan: Int) -> Interval {
    result.replay.comparison.overall.mean(.ndcg, plan: plan)
  }

  static func range(_ range: AmountRange) -> String {
    range.low == range.high
      ? Format.money(range.expected)
      : "\(Format.money(range.expected)) (\(Format.money(range.low))–\(Format.money(range.high)))"
  }
}
