import Demand
import Measures
import Randomness

/// For each logged request, in order of time: the route a plan would have taken, and what it would have known.
package struct AnswerSchedule: Sendable {
  package let answers: [Answer]
  /// Whether the job knew the user, for the plan's lists or, without any, for the reference job.
  package let isKnownToBatch: [Bool]
}

extension Simulator {
  /// Plays the demand, and asks at each logged request what such a request would be answered from at that moment: the state
  /// of capacity, retries, cache, models and jobs is that of the simulation. What is asked this way takes no token, fills no
  /// cache and is counted nowhere, so any number may be asked; memory grows with the answers alone.
  ///
  /// - Parameters:
  ///   - requests: ascending in time, within the demand's horizon.
  ///   - reference: the batch whose jobs decide `isKnownToBatch` for plans without lists, so that slices are the same for all.
  package func answers(to requests: [LoggedRequest], reference: BatchSettings) -> AnswerSchedule {
    precondition(
      requests.allSatisfy { $0.seconds >= demand.start.seconds && Instant(seconds: $0.seconds) < demand.end })
    let lists = plan.lists ?? reference
    let jobs = BatchTimeline(
      lists, from: demand.start, to: demand.end, users: lists.chosenUsers(of: demand.audience.users),
      utcOffset: utcOffset, seed: seed, replication: 0
    ).visibleJobs(at: requests.map { Instant(seconds: $0.seconds) })
    let isKnown = zip(requests, jobs).map { $0.firstSeenSeconds < $1.snapshot.seconds }
    let isInJob = zip(requests, isKnown).map { $1 && $0.isAmongMostActive(lists.usersShare) }
    var answers: [Answer]
    var draws = PageDraws(self.pages, seed: seed, replication: 0, use: "replay")
    let pages = requests.map { _ in UInt8(draws.page()) }
    switch plan.kind {
    case .batch, .own: answers = requests.indices.map { Answer(from: jobs[$0], isKnown: isInJob[$0]) }
    case .popular(let settings): answers = zip(requests, jobs).map { popular(settings, at: $0, job: $1) }
    case .campaign, .campaigns, .recommender:
      answers = zip(requests, jobs).map { Answer(popularOf: $1, failure: nil) }
      var probing = Probing(self)
      probing.ask(requests, pages: pages, at: Array(requests.indices), &answers)
    case .hybrid(_, _, let routing):
      answers = requests.indices.map { Answer(from: jobs[$0], isKnown: isInJob[$0]) }
      let live = requests.indices.filter { index in
        let isSegment =
          isInJob[index] ? requests[index].isAmongMostActive(routing.mostActiveShare) : routing.sendsUnknownUsers
        return isSegment || routing.pages.contains(Int(pages[index]))
      }
      for index in live { answers[index] = Answer(popularOf: jobs[index], failure: nil) }
      var probing = Probing(self)
      probing.ask(requests, pages: pages, at: live, &answers)
    }
    return AnswerSchedule(answers: answers, isKnownToBatch: isKnown)
  }

  private func popular(_ settings: PopularSettings, at request: LoggedRequest, job: BatchJob) -> Answer {
    let anchor = firstOccurrence(of: settings.timeOfDay, before: demand.start, utcOffset: utcOffset)
    let now = Instant(seconds: request.seconds)
    let age = (now - anchor).microseconds % settings.every.microseconds
    let refresh = (now - Timespan(microseconds: age)).seconds
    return Answer(
      source: .popularList, modelCutSeconds: refresh, profileCutSeconds: refresh, catalogueCutSeconds: refresh,
      jobSnapshotSeconds: job.snapshot.seconds, jobVisibleAtSeconds: job.visibleAt.seconds)
  }
}

extension Answer {
  /// A user's list of a job, or its popular list for users whom it did not know.
  init(from job: BatchJob, isKnown: Bool) {
    guard isKnown else {
      self.init(popularOf: job, failure: .unknownUser)
      return
    }
    self.init(
      source: .store, modelCutSeconds: job.modelCut.seconds, profileCutSeconds: job.snapshot.seconds,
      catalogueCutSeconds: job.modelCut.seconds,
      jobSnapshotSeconds: job.snapshot.seconds, jobVisibleAtSeconds: job.visibleAt.seconds)
  }

  /// The popular list of a job's snapshot.
  init(popularOf job: BatchJob, failure: Failure?) {
    self.init(
      source: .popularList, failure: failure, modelCutSeconds: job.snapshot.seconds,
      profileCutSeconds: job.snapshot.seconds, catalogueCutSeconds: job.snapshot.seconds,
      jobSnapshotSeconds: job.snapshot.seconds, jobVisibleAtSeconds: job.visibleAt.seconds)
  }

  /// The same moment's answer without a list computed for it.
  func fallingBack(_ failure: Failure, hasFallback: Bool, attempts: Int32) -> Answer {
    Answer(
      source: hasFallback ? .popularList : .nothing, failure: failure, modelCutSeconds: jobSnapshotSeconds,
      profileCutSeconds: jobSnapshotSeconds, catalogueCutSeconds: jobSnapshotSeconds,
      jobSnapshotSeconds: jobSnapshotSeconds, jobVisibleAtSeconds: jobVisibleAtSeconds, attempts: attempts)
  }

  /// The same moment's answer computed from what was known.
  func computed(
    _ source: Source, modelCut: Int64, catalogueAt: Int64, knownUntil: Int64, eventDelay: Timespan, attempts: Int32
  ) -> Answer {
    // Visible is what is strictly earlier than the instant less the delay; in whole seconds that is the next one up.
    let cut = -floorDivide(-knownUntil, 1_000_000)
    return Answer(
      source: source, modelCutSeconds: Instant(microseconds: modelCut).seconds, profileCutSeconds: cut,
      catalogueCutSeconds: Instant(microseconds: catalogueAt).seconds, jobSnapshotSeconds: jobSnapshotSeconds,
      jobVisibleAtSeconds: jobVisibleAtSeconds, eventDelay: eventDelay, attempts: attempts)
  }
}
