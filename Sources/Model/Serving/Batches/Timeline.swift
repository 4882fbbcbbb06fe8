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
  /// Attempts that failed before the one that brought the lists.
  package let failedAttempts: Int
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
