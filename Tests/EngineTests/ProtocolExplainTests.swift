import Engine
import Evaluation
import Interactions
import Recommenders
import Reports
import Testing

@Suite("Explaining protocols")
struct ProtocolExplainTests {
  @Test(
    "every fact of a protocol's outcome has a rule, and what can be computed again agrees",
    arguments: RecommendationTask.allCases)
  func audit(task: RecommendationTask) async throws {
    var parameters = SyntheticParameters()
    (parameters.users, parameters.items, parameters.events, parameters.days) = (80, 50, 2_000, 30)
    let log = SyntheticLog(parameters, seed: 7).log
    var counts = [Int](repeating: 0, count: log.users.count)
    for user in log.userIDs { counts[Int(user)] += 1 }
    var settings = ProtocolEvaluation.Settings(kind: .time(heldOutShare: 0.2))
    settings.task = task
    settings.ks = [3, 10]
    settings.resamples = 100
    settings.truth.allowsRepeats = true
    // The user with the most events asks for sure.
    settings.explained = counts.indices.max { counts[$0] < counts[$1] }.map { Int32($0) }
    if task == .ranking { settings.candidates = .sampled(negatives: 10, seed: 1) }
    let entrant = ProtocolEvaluation.Entrant(label: "popular", specification: .popular)
    let result = try #require(await ProtocolEvaluation.run([entrant], on: log, settings))
    let text = try JSONValue.object(ProtocolJSON.members(result)).text(isPretty: true)
    let audit = ResultAudit(try ResultDocument(bytes: Array(text.utf8)))
    #expect(audit.withoutRule.isEmpty && audit.mismatches.isEmpty, "\(audit.withoutRule) \(audit.mismatches)")
    #expect(audit.factCount > 100 && audit.checkCount > 10)
  }
}
