import Evaluation
import Interactions
import Measures
import Randomness
import Recommenders
import Scenarios
import Serving
import Statistics

/// Plays the held-out part of a log over one global clock: at each request, what every plan would have shown then.
package enum LogReplay {
  /// Seconds of wall-clock time, which no result contains.
  package struct Times: Sendable {
    /// Making models ready: fits and updates.
    package var models = 0.0
    /// Lists, scores, intervals and everything else.
    package var rest = 0.0
  }

  /// All that was found, and a row for each request and plan.
  package struct Outcome: Sendable {
    package let result: LogReplayResult
    package let events: ReplayEvents
    package let times: Times
    fileprivate let kept: KeptScores?

    /// Removes the finished parts, once the result stands in its folder.
    package func removeParts() { kept?.clear() }
  }

  /// Replays a log.
  ///
  /// - Parameters:
  ///   - backend: what makes the lists; nil for the local models.
  ///   - progress: called with what is done and the share of it.
  /// - Throws: `RunError` where the input does not allow it, and what the backend throws.
  package static func outcome(
    of input: RunInput, settings: ReplaySettings, backend: (any ReplayBackend)? = nil,
    progress: @escaping @Sendable (String, Double) -> Void = { _, _ in }
  ) async throws -> Outcome {
    let clock = ContinuousClock()
    let begin = clock.now
    let scenario = input.scenario
    let plans = try Simulation.chosen(settings.plans, of: scenario)
    let log = try Run.log(of: input)
    progress("reading what plans knew", 0)
    let ground = try ReplayGround(
      scenario, log: log, atMost: settings.requests,
      plays: plans.count + (settings.plansOnly ? 0 : ReplayWork.variantsPlayed))
    var work = ReplayWork(
      ground: ground, settings: settings, variants: ReplayVariants(scenario, plans: plans),
      courses: await ground.courses(
        plans, at: Array(0..<ground.requests.count), isFrozen: settings.isFrozen))
    if !settings.plansOnly { await work.addVariants() }
    work.ask()

    let specification = settings.recommender ?? Replay.specification(scenario.recommender.model)
    var backend: any ReplayBackend =
      backend
      ?? LocalBackend(
        specification, log: log, histories: ground.histories,
        exclusion: scenario.evaluation.allowsRepeats ? .none : .seen, threads: settings.threads)
    let kept = try settings.workFolder.map { try KeptScores(path: $0, log: log) }
    let run = QuestionRun(table: work.table, k: scenario.evaluation.k, threads: settings.threads, keeping: kept)
    let (scores, seconds) = try await run.scores(from: &backend) { progress("replaying", $0) }
    progress("computing intervals", 0)
    let costs = settings.plansOnly ? nil : try await work.costs(of: plans, input: input)
    let result = work.result(
      input: input, plans: plans, scores: scores, costs: costs, recommender: specification.text)
    let events = ReplayEvents(
      table: work.table, courses: work.courses, scores: scores, userNames: log.users)
    return Outcome(
      result: result, events: events,
      times: Times(models: seconds.models, rest: (clock.now - begin) / .seconds(1) - seconds.models), kept: kept)
  }
}
