/// Why a number cannot be explained.
package struct ExplainError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong.
  package enum Code: String, Sendable {
    case noJSON = "no-json"
    case noResult = "no-result"
    case severalResults = "several-results"
    case otherVersion = "other-version"
    case tooLarge = "too-large"
    case noSuchPath = "no-such-path"
    case noSuchNumber = "no-such-number"
    case noQuestion = "no-question"
  }

  package let code: Code
  /// What the sentence names, in its order.
  package let facts: [String]

  init(_ code: Code, _ facts: [String] = []) {
    self.code = code
    self.facts = facts
  }

  /// Sentences that end with what to do.
  package var description: String {
    func fact(_ index: Int) -> String { facts.indices.contains(index) ? facts[index] : "" }
    return switch code {
    case .noJSON: "The file is no JSON, or only a part of it. Write it again with `recast run` or `recast bill --json`."
    case .noResult:
      "This is no result of recast. It takes a report's folder, its facts.json, or what `recast bill … --json` or "
        + "`recast evaluate … --json` printed."
    case .severalResults:
      "The file holds several results. Name the folder of one, or keep one element of the array in a file of its own."
    case .otherVersion:
      "The facts are of format \(fact(0)); this recast explains format \(fact(1)). Run the scenario again."
    case .tooLarge: "The file has more than \(fact(0)) MB; no result has that many."
    case .noSuchPath: "There is no \(fact(0)). \(fact(1))"
    case .noSuchNumber: "No fact prints as \(fact(0)). \(fact(1))"
    case .noQuestion:
      "\(fact(0)) is neither a number nor a path here. Ask for a number as the report prints it, such as 102.29 or "
        + "'3.6 ms', or for a path, such as \(fact(1))."
    }
  }
}
