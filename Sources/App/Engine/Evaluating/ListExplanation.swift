import Evaluation
import ListFiles

/// One user's sums, term by term, as text.
package struct ListExplanation: Sendable {
  package let lines: [String]

  /// - Returns: nil where the truth has no such user.
  package init?(_ files: ListFilesInput, user name: String, dialect: Dialect, ks: [Int]) {
    guard let user = files.userNames.firstIndex(of: name) else { return nil }
    let order = files.itemOrder
    var lines: [String] = []
    for (index, metric) in dialect.metrics(at: ks).enumerated() {
      let judgement = UserJudgement(
        dialect, metric, lists: files.lists, truth: files.truth, user: user, itemCount: files.items.count,
        itemOrder: order)
      if index == 0 {
        lines.append("relevant items: \(judgement.relevantCount); listed: \(judgement.list.count)")
        for (rank, gain) in zip(judgement.hitRanks, judgement.hitGains) {
          let item = files.items.names[Int(judgement.list[rank - 1])]
          lines.append("  rank \(rank): \(item), worth \(ListExplanation.number(gain))")
        }
      }
      let label =
        dialect == .personalize ? metric.metric.name(dialect, k: metric.k) : "\(metric.metric.name)@\(metric.k)"
      guard let sum = judgement.sum(metric) else {
        lines.append("\(label): left out of the mean")
        continue
      }
      let above = ListExplanation.sum(sum.terms)
      let below = sum.divisors == [1] ? "" : " / \(ListExplanation.sum(sum.divisors))"
      lines.append("\(label) = \(above)\(below) = \(ListExplanation.number(sum.value))")
    }
    self.lines = lines
  }

  private static func sum(_ terms: [Double]) -> String {
    switch terms.count {
    case 0: "0"
    case 1: number(terms[0])
    default: "(" + terms.map(number).joined(separator: " + ") + ")"
    }
  }

  /// Six digits; whole numbers plain.
  private static func number(_ value: Double) -> String {
    guard value != value.rounded() || abs(value) > 1e15 else { return "\(Int(value))" }
    return "\((value * 1e6).rounded() / 1e6)"
  }
}
