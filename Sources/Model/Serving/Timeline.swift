import Measures
import Randomness

/// A model as it comes into service.
package struct ModelVersion: Sendable, Equatable {
  /// Events strictly before this instant were in its training.
  package let cut: Instant
  package let visibleAt: Instant
}

/// One batch job as it comes into service.
package struct BatchJob: Sendable, Equatable {
  /// Events strictly before this instant were in the profiles it answered from.
  package let snapshot: Instant
  /// Cut of the model it used.
  package let modelCut: Instant
  package let visibleAt: Instant
  /// Whether the job trained a new model first.
  package let trains: Bool
}

/// The jobs of a batch plan around a horizon: from enough before its start that one is visible then, to its end.
package struct BatchTimeline: Sendable {
  /// In order of snapshot.
  package let jobs: [BatchJob]

  /// - Parameters:
  ///   - users: users a job answers; its run time grows with them.
  package init(
    _ settings: BatchSettings, from start: Instant, to end: Instant, users: Int, utcOffset: Timespan, seed: UInt64,
    replication: Int
  ) {
    let every = settings.every.microseconds
    let first = firstOccurrence(of: settings.timeOfDay, before: start, utcOffset: utcOffset)
    let trainings = TrainingCalendar(settings.training, start: start, utcOffset: utcOffset)
    // Step back until a job is surely visible at the start.
    let longest =
      settings.training.importTime.high + settings.training.wallTime.high + settings.fixedOverhead.high
      + BatchTimeline.sizeTime(settings, users: users)
    let stepsBack = longest.microseconds / every + 1
    var snapshot = first.microseconds - stepsBack * every
    var newestTraining = trainings.last(at: Instant(microseconds: snapshot))
    // A job answers with the newest model that is ready when its import has ended, not with one that is still in training.
    var models = [(cut: newestTraining, readyAt: Instant(microseconds: .min))]
    var index = 0
    var jobs: [BatchJob] = []
    while snapshot < end.microseconds {
      let begin = Instant(microseconds: snapshot)
      var stream = RandomStream(seed: seed, name: "serving/job-\(index)", index: replication)
      let (importDraw, trainDraw, overheadDraw) = (stream.uniform(), stream.uniform(), stream.uniform())
      let imported = begin + settings.training.importTime.at(importDraw)
      // The first job that starts at or after a training's date trains.
      let trains = index > 0 && trainings.last(at: begin) > newestTraining
      var ready = imported
      if trains {
        newestTraining = begin
        ready = imported + settings.training.wallTime.at(trainDraw)
        models.append((cut: begin, readyAt: ready))
      }
      let modelCut = models.last { $0.readyAt <= ready }?.cut ?? models[0].cut
      jobs.append(
        BatchJob(
          snapshot: begin, modelCut: modelCut,
          visibleAt: ready + settings.fixedOverhead.at(overheadDraw) + BatchTimeline.sizeTime(settings, users: users),
          trains: trains))
      snapshot += every
      index += 1
    }
    self.jobs = jobs
  }

  /// Time of a job that grows with its users: inference and loading.
  private static func sizeTime(_ settings: BatchSettings, users: Int) -> Timespan {
    .seconds(Double(users) / settings.usersPerSecond + Double(users) / settings.loadRowsPerSecond)
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

  init(jobs: [BatchJob]) {
    precondition(!jobs.isEmpty)
    byVisibility = jobs.enumerated().sorted { ($0.element.visibleAt, $0.offset) < ($1.element.visibleAt, $1.offset) }
      .map(\.element)
    current = byVisibility[0]
  }

  /// The job served at an instant that is not earlier than the one before.
  mutating func job(at microseconds: Int64) -> BatchJob {
    while next < byVisibility.count, byVisibility[next].visibleAt.microseconds <= microseconds {
      // A job that overtook an older one is not replaced by it.
      if byVisibility[next].snapshot >= current.snapshot { current = byVisibility[next] }
      next += 1
    }
    return current
  }
}

/// The models of a campaign around a horizon.
package struct ModelTimeline: Sendable {
  /// In order of cut and of visibility; a model that a newer one overtook is left out.
  package let versions: [ModelVersion]

  package init(
    _ settings: CampaignSettings, from start: Instant, to end: Instant, utcOffset: Timespan, seed: UInt64,
    replication: Int
  ) {
    let training = settings.training
    let longest = training.importTime.high + training.wallTime.high + settings.modelUpdateTime.high
    var cut = TrainingCalendar(training, start: start, utcOffset: utcOffset).last(at: start - longest)
    var versions: [ModelVersion] = []
    var number = 0
    while cut < end {
      var stream = RandomStream(seed: seed, name: "serving/training-\(number)", index: replication)
      let length =
        training.importTime.at(stream.uniform()) + training.wallTime.at(stream.uniform())
        + settings.modelUpdateTime.at(stream.uniform())
      while let last = versions.last, last.visibleAt >= cut + length { versions.removeLast() }
      versions.append(ModelVersion(cut: cut, visibleAt: cut + length))
      cut = cut + training.every
      number += 1
    }
    self.versions = versions
  }

  /// The newest model visible at an instant.
  package func version(at instant: Instant) -> ModelVersion {
    versions.last { $0.visibleAt <= instant } ?? versions[0]
  }
}

/// The dates at which trainings begin: the occurrence of the time of day before a horizon's start, and every period before
/// and after it. The same for every plan with the same cadence, so that plans differ in freshness and not in luck.
struct TrainingCalendar {
  private let anchor: Instant
  private let every: Int64

  init(_ settings: TrainingSettings, start: Instant, utcOffset: Timespan) {
    anchor = firstOccurrence(of: settings.timeOfDay, before: start, utcOffset: utcOffset)
    every = settings.every.microseconds
  }

  /// The newest training date at or before an instant.
  func last(at instant: Instant) -> Instant {
    anchor + Timespan(microseconds: floorDivide((instant - anchor).microseconds, every) * every)
  }

  /// The training dates after one instant and before another.
  func dates(after start: Instant, before end: Instant) -> [Instant] {
    let first = last(at: start).microseconds + every
    return stride(from: first, to: max(first, end.microseconds), by: Int(every)).map { Instant(microseconds: $0) }
  }
}

/// The last instant before `start` (or at it) at which the local clock shows `timeOfDay`.
func firstOccurrence(of timeOfDay: Timespan, before start: Instant, utcOffset: Timespan) -> Instant {
  let sinceMidnight = start.microsecondsOfDay(utcOffset: utcOffset)
  let back = sinceMidnight - timeOfDay.microseconds
  return start - Timespan(microseconds: back >= 0 ? back : back + Instant.microsecondsPerDay)
}
