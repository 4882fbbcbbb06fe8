import Interactions
import InteractionStore
import Recommenders

extension Benchmark {
  /// One user at a time, with a session that goes on: what a campaign does.
  static let answer = Benchmark(
    name: "answer", summary: "single answers of the blend with a live session, beside the updates of a new event",
    unit: "answers/CPU s"
  ) { scratch throws(BenchmarkError) in
    let log = try AnswerWork.log(scratch)
    let work = AnswerWork(log: log)
    return { work.pass() }
  }
}

/// A blend fitted to all but the newest hundredth of a log, which then happens event by event.
private struct AnswerWork {
  let model: any Recommender
  let histories: UserHistories
  let log: InteractionLog
  /// Index of the first event that happens.
  let start: Int

  /// Answers a pass.
  private static let answers = 2_000
  /// Events that the model learns at once.
  private static let batch = 100

  /// MovieLens 1M as sequences where the user has it, else a synthetic log of about its size.
  static func log(_ scratch: BenchmarkScratch) throws(BenchmarkError) -> InteractionLog {
    if let folder = scratch.data, let bytes = try? readFile("\(folder)/ml-1m/ratings.dat") {
      return readLog(bytes, source: "ratings.dat").log
    }
    var parameters = SyntheticParameters()
    (parameters.users, parameters.items, parameters.events) = (6_000, 3_400, 1_000_000)
    return SyntheticLog(parameters, seed: 1).log
  }

  init(log: InteractionLog) {
    self.log = log
    start = log.count - log.count / 100
    histories = UserHistories(of: log)
    model = RecommenderSpecification(BlendParameters()).fit(TrainingData(log, events: start))
  }

  func pass() -> BenchmarkPass {
    let clock = ContinuousClock()
    var scratch = ScoringScratch()
    var answers: [Double] = []
    var profiles: [Double] = []
    var sum = 0
    let step = max(1, (log.count - start) / Self.answers)
    for event in stride(from: start, to: log.count, by: step) {
      let begin = clock.now
      let profile = histories.profile(of: log.userIDs[event], before: log.timestamps[event])
      let known = clock.now
      let list = model.recommend(
        to: profile, at: log.timestamps[event], count: 25, exclusion: .seen, scratch: &scratch)
      answers.append((clock.now - known) / .milliseconds(1))
      profiles.append((known - begin) / .milliseconds(1))
      sum &+= list.reduce(0) { $0 &+ Int($1) }
    }
    // The first batch goes into a copy of the model, since the answering one stays as it is; the others into the copy.
    var learning = model
    var learned: [Double] = []
    for first in stride(from: start, to: min(log.count, start + 10 * Self.batch), by: Self.batch) {
      let events = (first..<min(log.count, first + Self.batch)).map { event in
        ObservedEvent(
          user: log.userIDs[event], item: log.itemIDs[event], seconds: log.timestamps[event],
          before: histories.profile(of: log.userIDs[event], before: log.timestamps[event]))
      }
      let begin = clock.now
      learning.update(with: events)
      learned.append((clock.now - begin) / .milliseconds(1))
    }
    let updates = learned.dropFirst().sorted()
    answers.sort()
    profiles.sort()
    return BenchmarkPass(
      units: answers.count, check: "\(sum)",
      figures: [
        "answerP50Milliseconds": answers[answers.count / 2], "answerP99Milliseconds": answers[answers.count * 99 / 100],
        "profileUpdateP99Milliseconds": profiles[profiles.count * 99 / 100],
        "modelUpdateOf\(Self.batch)EventsMilliseconds": updates.isEmpty ? 0 : updates[updates.count / 2],
        "modelUpdateWithCopyMilliseconds": learned.first ?? 0,
      ],
      seconds: answers.reduce(0, +) / 1000)
  }
}
