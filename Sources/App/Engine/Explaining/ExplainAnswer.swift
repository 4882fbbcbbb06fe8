import Reports

/// What `recast explain` found: one number explained, several shortly, or many to choose from.
package struct ExplainAnswer: Sendable {
  /// A fact to choose from.
  struct Row: Sendable, Equatable {
    let path: String
    let value: String
    let unit: String
  }

  let question: String
  /// What was asked for; one is told whole, several shortly.
  let explanations: [Explanation]
  /// What can be asked for next, where nothing is explained.
  let rows: [Row]
  /// What else holds the number: words, and figures made from the file.
  let mentions: [Row]

  /// Computations that do not give what the file says: the exit code is then 1.
  package var mismatchCount: Int { explanations.reduce(0) { $0 + $1.checks.count { !$0.agrees } } }

  /// Beyond so many, facts are listed and not explained.
  private static let mostExplained = 6

  /// The answer to a question.
  ///
  /// - Parameter question: a path, a number as a report prints it, or nothing for the main figures.
  /// - Throws: `ExplainError` where nothing is found.
  package init(_ question: String, in document: ResultDocument) throws(ExplainError) {
    let asked = question.trimmed
    guard !asked.isEmpty else {
      self.init(asked, document.mainFigures, [], in: document, isListed: true)
      return
    }
    if let number = PrintedNumber(asked) {
      let search = FactSearch(document)
      let (facts, mentions) = search.paths(of: number)
      guard !facts.isEmpty || !mentions.isEmpty else {
        let nearest = search.nearest(to: number, count: 5).compactMap { document.row($0) }
        let list = nearest.map { "\n  \($0.value) \($0.unit)  \($0.path)" }.joined()
        throw ExplainError(.noSuchNumber, [asked, nearest.isEmpty ? "" : "The nearest are:" + list])
      }
      self.init(asked, facts.isEmpty ? mentions : facts, facts.isEmpty ? [] : mentions, in: document)
      return
    }
    let written = WrittenPath(asked, in: document.root)
    guard !written.found.isEmpty else { throw ExplainAnswer.failure(asked, written, document) }
    self.init(asked, written.found.map { document.mainMember(of: $0) }, [], in: document)
  }

  private init(
    _ question: String, _ paths: [FactPath], _ mentions: [FactPath], in document: ResultDocument, isListed: Bool = false
  ) {
    self.question = question
    let facts = paths.compactMap { document.fact(at: $0) }
    // A place that holds others is shown by its members.
    if facts.count == paths.count, !isListed, facts.count <= ExplainAnswer.mostExplained {
      explanations = facts.map { Explanation($0.fact, $0.rule) }
      rows = []
    } else {
      explanations = []
      rows = paths.flatMap { paths.count == 1 ? document.children(of: $0) : [$0] }.compactMap { document.row($0) }
    }
    self.mentions = mentions.compactMap { document.row($0) }
  }

  private static func failure(_ asked: String, _ written: WrittenPath, _ document: ResultDocument) -> ExplainError {
    let place = document.root.text(of: written.reached)
    guard !written.reached.steps.isEmpty else {
      let example = document.mainFigures.first.map { document.root.text(of: $0) } ?? "plans[0]"
      return ExplainError(.noQuestion, [asked, example])
    }
    let some = written.choices.prefix(20).joined(separator: ", ") + (written.choices.count > 20 ? ", …" : "")
    let choices = some.isEmpty ? "\(place) holds nothing further." : "\(place) holds: \(some)."
    return ExplainError(.noSuchPath, [asked, choices])
  }
}

extension ResultDocument {
  /// A fact for a list.
  fileprivate func row(_ path: FactPath) -> ExplainAnswer.Row? {
    guard let value = root[path] else { return nil }
    let found = fact(at: path)
    return ExplainAnswer.Row(
      path: root.text(of: found?.fact.path ?? path), value: (found?.fact.value ?? value).stored,
      unit: found.map { $0.rule.unitText($0.fact) } ?? "")
  }

  /// What a place holds, one step down.
  fileprivate func children(of path: FactPath) -> [FactPath] {
    switch root[path] {
    case .object(let members)?: members.keys.sorted().map { path.appending(.member($0)) }
    case .array(let elements)?: elements.indices.map { path.appending(.index($0)) }
    default: [path]
    }
  }

  /// The member that stands for an element, such as the value of an assumption; the path itself where there is none.
  fileprivate func mainMember(of path: FactPath) -> FactPath {
    guard fact(at: path) == nil else { return path }
    let names = ["value", "at", "share", "quantity", "amount", "difference", "monthly", "total"]
    let members = names.map { path.appending(.member($0)) }
    return members.first { root[$0] != nil && fact(at: $0) != nil } ?? path
  }

  /// What most readers ask for first.
  fileprivate var mainFigures: [FactPath] {
    let plans = root[member: "plans"]?.asElements ?? []
    if kind == .evaluation {
      let metrics = root[member: "metrics"]?.asElements ?? []
      return metrics.indices.map { FactPath(steps: [.member("metrics"), .index($0), .member("value")]) }
    }
    if kind == .protocolEvaluation {
      let folds = root[member: "folds"]?.asElements ?? []
      return folds.indices.flatMap { fold -> [FactPath] in
        let plans = folds[fold][member: "recommenders"]?.asElements ?? []
        return plans.indices.map {
          FactPath(steps: [
            .member("folds"), .index(fold), .member("recommenders"), .index($0), .member("metrics"), .index(0),
            .member("value"),
          ])
        }
      }
    }
    guard kind == .report else {
      return plans.isEmpty
        ? [FactPath(steps: [.member("total")])]
        : plans.indices.map { FactPath(steps: [.member("plans"), .index($0), .member("total")]) }
    }
    let k = root[member: "quality"]?[member: "k"]?.asInteger ?? 0
    let figures = plans.indices.flatMap { plan in
      [
        ["monthlyCost", "expected"], ["latencyMilliseconds", "p99"], ["ageHours", "profile", "p50"],
      ].map { names in FactPath(steps: [.member("plans"), .index(plan)] + names.map { .member($0) }) }
        + [FactPath(steps: metricSteps(plan: plan, "ndcg@\(k)"))]
    }
    return [FactPath(steps: [.member("decision"), .member("winner")])] + figures
  }
}

extension String {
  /// Without blanks at its ends.
  fileprivate var trimmed: String {
    String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}
