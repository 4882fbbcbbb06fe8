import Charts
import Evaluation
import Measures
import Pricing
import Reports
import Scenarios
import Statistics

/// Turns a result into a document. It computes nothing that is not in the result.
package enum Report {
  /// The report: decision, cost, serving, quality, and what it all rests on.
  package static func document(_ result: RunResult, language: Language = .english) -> Document {
    let say = Phrasebook(language: language)
    let scenario = result.scenario
    return Document(
      title: scenario.title,
      subtitle: say(
        .subtitle, monthSpan(scenario), Format.count(result.expectedRequests),
        "\(result.card.dateRead)"),
      language: language.rawValue, words: words(say), footer: say(.footer, scenario.name, "\(scenario.seed)"),
      keywords: "recast \(scenario.name) seed=\(scenario.seed)",
      date: "\(scenario.startInstant)",
      pages: [
        // The verdict needs no title over it: the document's own stands there.
        Page(title: "", blocks: decisionBlocks(result, say)),
        Page(title: say(.costPage), blocks: costBlocks(result, say)),
        Page(title: say(.servingPage), blocks: servingBlocks(result, say)),
        Page(title: say(.qualityPage), blocks: qualityBlocks(result, say)),
        Page(title: say(.assumptionsPage), blocks: assumptionBlocks(result, say)),
      ])
  }

  /// The words of pages and charts, from the same catalogue as all other text.
  private static func words(_ say: Phrasebook) -> Words {
    // Pages and charts number their own places.
    Words(
      noData: say(.noData), total: say(.total), bars: say(.bars), bar: say(.bar), category: say(.category),
      group: say(.group), point: say(.point), points: say(.points), series: say(.series), first: say(.first),
      last: say(.last), frontier: say(.frontierName), continued: say(.continued), page: say(.pageOf, "{0}", "{1}"),
      figure: say(.figure, "{0}"), table: say(.table, "{0}"), noRows: say(.noRows))
  }

  /// `2026-12`, or `2026-12 to 2027-02`.
  static func monthSpan(_ scenario: Scenario) -> String {
    let last = CalendarMonth(containing: scenario.endInstant - .seconds(1))
    return last == scenario.start ? "\(last)" : "\(scenario.start) – \(last)"
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
