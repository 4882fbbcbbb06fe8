import Measures
import Randomness

/// The jobs of a batch plan around a horizon: from enough before its start that one is visible then, to its end.
///
/// A job exports (its snapshot is taken then), imports, trains where that is due, answers for all users in fixed overhead
/// and time by size, and loads the lists beside the old ones; then readers are switched over at one instant.
package struct BatchTimeline: Sendable {
  /// Those that came into service, in order of snapshot.
  package private(set) var jobs: [BatchJob] = []
  /// When attempts failed.
  package private(set) var failures: [Instant] = []
  /// When jobs were given up, all their attempts having failed.
  package private(set) var givenUp: [Instant] = []
  /// When jobs were due that were left out, for one was still running or waiting.
  package private(set) var skipped: [Instant] = []
  /// When models were trained, in order; also by jobs that were given up later.
  package private(set) var trainings: [Instant] = []
  /// From the start of each run to its end, in order of start; what an instance that is started for it is paid for.
  package private(set) var runs: [(start: Instant, end: Instant)] = []

  /// - Parameters:
  ///   - users: users a job answers; its run time grows with them.
  package init(
    _ settings: BatchSettings, from start: Instant, to end: Instant, users: Int, utcOffset: Timespan, seed: UInt64,
    replication: Int
  ) {
    let inference = Timespan.seconds(Double(users) / settings.usersPerSecond)
    let load = Timespan.seconds(Double(users) / settings.loadRowsPerSecond)
    let every = settings.every.microseconds
    let trainings = TrainingCalendar(settings.training, start: start, utcOffset: utcOffset)
    var due = BatchTimeline.firstDue(settings, load: inference + load, start: start, utcOffset: utcOffset)
    var newestTraining = trainings.last(at: due)
    // A job answers with the newest model that is ready when its import has ended, not with one that is still in training.
    var models = [(cut: newestTraining, readyAt: Instant(microseconds: .min))]
    var busyUntil = Instant(microseconds: .min)
    var index = -1
    while due < end {
      index += 1
      let begin = max(due, settings.overlap == .queue ? busyUntil : due)
      if settings.overlap == .skip, due < busyUntil {
        skipped.append(due)
        due = Instant(microseconds: due.microseconds + every)
        continue
      }
      guard begin < end else { break }
      var stream = RandomStream(seed: seed, name: "serving/job-\(index)", index: replication)
      let (importDraw, trainDraw, overheadDraw) = (stream.uniform(), stream.uniform(), stream.uniform())
      let imported = begin + settings.exportTime.at(stream.uniform()) + settings.training.importTime.at(importDraw)
      // The first job that starts at or after a training's date trains.
      let trains = index > 0 && trainings.last(at: begin) > newestTraining
      var ready = imported
      if trains {
        newestTraining = begin
        ready = imported + settings.training.wallTime.at(trainDraw)
        models.append((cut: begin, readyAt: ready))
        self.trainings.append(begin)
      }
      let modelCut = models.last { $0.readyAt <= ready }?.cut ?? models[0].cut
      let work = settings.fixedOverhead.at(overheadDraw) + inference
      // The set-up is repeated until it succeeds: a horizon begins with lists.
      let attempts = attempts(settings.failures, of: work, from: ready, mayFail: index > 0, &stream)
      let runEnd: Instant
      if let startedAt = attempts.succeeding {
        let visibleAt = startedAt + work + load
        jobs.append(
          BatchJob(
            snapshot: begin, modelCut: modelCut, visibleAt: visibleAt, trains: trains,
            failedAttempts: attempts.failures.count))
        runEnd = visibleAt
      } else {
        runEnd = attempts.failures.last ?? ready
        givenUp.append(runEnd)
      }
      failures += attempts.failures
      runs.append((begin, runEnd))
      busyUntil = max(busyUntil, runEnd)
      due = Instant(microseconds: due.microseconds + every)
      guard settings.overlap == .queue else { continue }
      // At most one waits: what comes due while one does is left out.
      while due < begin {
        skipped.append(due)
        due = Instant(microseconds: due.microseconds + every)
      }
    }
  }

  /// The date of the first job: so far before the start that one is surely visible then.
  private static func firstDue(_ settings: BatchSettings, load: Timespan, start: Instant, utcOffset: Timespan)
    -> Instant
  {
    let every = settings.every.microseconds
    let first = firstOccurrence(of: settings.timeOfDay, before: start, utcOffset: utcOffset)
    let attempt = settings.fixedOverhead.high + load
    var longest =
      settings.exportTime.high + settings.training.importTime.high + settings.training.wallTime.high + attempt
    for _ in 0..<settings.failures.retries { longest = longest + settings.failures.pause + attempt }
    // Some jobs more where they may fail, so that the first in the horizon do not all rest on the set-up.
    let steps = longest.microseconds / every + 1 + (settings.failures.share > 0 ? 3 : 0)
    return Instant(microseconds: first.microseconds - steps * every)
  }

  /// When attempts failed, and when the one that succeeds begins; nil where none does.
  private func attempts(
    _ failures: JobFailures, of work: Timespan, from start: Instant, mayFail: Bool, _ stream: inout RandomStream
  ) -> (failures: [Instant], succeeding: Instant?) {
    guard failures.share > 0, mayFail else { return ([], start) }
    var begin = start
    var failed: [Instant] = []
    for _ in 0...failures.retries {
      // A failing attempt fails anywhere in its work.
      let (luck, place) = (stream.uniform(), stream.uniform())
      guard luck < failures.share else { return (failed, begin) }
      let failedAt = begin + Timespan(microseconds: Int64(Double(work.microseconds) * place))
      failed.append(failedAt)
      begin = failedAt + failures.pause
    }
    return (failed, nil)
  }

  /// The newest job visible at each of the instants, which ascend.
  package func visibleJobs(at instants: [Instant]) -> [BatchJob] {
    var cursor = JobCursor(jobs: jobs)
    return instants.map { cursor.job(at: $0.microseconds) }
  }
}

/// Walks a timeline forward in time and tells which job's results are being served.
struct JobCursor {
  private let byVisibility: [BatchJob]
  private var next = 0
  private var current: BatchJob
  /// When the next job comes into service; `Int64.max` after the last.
  private(set) var nextChange: Int64

  init(jobs: [BatchJob]) {
    precondition(!jobs.isEmpty)
    byVisibility = jobs.enumerated().sorted { ($0.element.visibleAt, $0.offset) < ($1.element.visibleAt, $1.offset) }
      .map(\.element)
    current = byVisibility[0]
    nextChange = current.visibleAt.microseconds
  }

  /// The job served at an instant that is not earlier than the one before.
  mutating func job(at microseconds: Int64) -> BatchJob {
    while nextChange <= microseconds {
      // A job that overtook an older one is not replaced by it.
      if byVisibility[next].snapshot >= current.snapshot { current = byVisibility[next] }
      next += 1
      nextChange = next < byVisibility.count ? byVisibility[next].visibleAt.microseconds : .max
    }
    return current
  }
}
