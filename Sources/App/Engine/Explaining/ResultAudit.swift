import Reports

/// A whole result gone through: which facts have a rule, and whether what can be computed again gives what the file says.
package struct ResultAudit: Sendable {
  /// Facts in the result.
  package let factCount: Int
  /// Computations made again.
  package let checkCount: Int
  /// Paths that no rule knows.
  package let withoutRule: [String]
  /// Paths with the computation that does not give what the file says.
  package let mismatches: [String]

  /// Goes through every fact of a result.
  package init(_ document: ResultDocument) {
    var checkCount = 0
    var withoutRule: [String] = []
    var mismatches: [String] = []
    let leaves = document.leaves
    for path in leaves {
      guard let (fact, rule) = document.fact(at: path) else {
        withoutRule.append(document.root.text(of: path))
        continue
      }
      let explanation = Explanation(fact, rule)
      checkCount += explanation.checks.count
      mismatches += explanation.checks.filter { !$0.agrees }.map { "\(explanation.path): \($0.sentence)" }
    }
    factCount = leaves.count
    self.checkCount = checkCount
    self.withoutRule = withoutRule
    self.mismatches = mismatches
  }
}
