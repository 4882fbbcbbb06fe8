import Measures
import Randomness

/// What a plan would have answered a logged request from.
package struct Answer: Sendable, Equatable {
  /// Where the list came from.
  package enum Source: String, Sendable {
    case campaign
    case store
    /// The list of popular items of the job (batch) or of the plan (popular).
    case popularList
  }
  package let source: Source
  /// Events strictly before this instant (seconds since the epoch) trained the model.
  package let modelCutSeconds: Int64
  /// Events of the user strictly before this instant (seconds since the epoch) were known.
  package let profileCutSeconds: Int64
}

/// A request of a log, as far as its route depends on it.
package struct LoggedRequest: Sendable {
  /// Seconds since the epoch.
  package let seconds: Int64
  /// Seconds since the epoch of the user's first event in the log.
  package let firstSeenSeconds: Int64
  /// The user's rank by activity before the held-out time as a share of users, 0 the most active; 1 for unknown users.
  package let activityRank: Double

  package init(seconds: Int64, firstSeenSeconds: Int64, activityRank: Double) {
    self.seconds = seconds
    self.firstSeenSeconds = firstSeenSeconds
    self.activityRank = activityRank
  }

  /// Whether the user is in a share of the users; in the share of all also those who came in the held-out time.
  func isAmongMostActive(_ share: Double) -> Bool { share >= 1 || activityRank < share }
}

/// For each logged request, in order of time: the route a plan would have taken, and what it would have known.
package struct AnswerSchedule: Sendable {
  package let answers: [Answer]
  /// Whether the nightly job knew the user, for the plan's batch or, without one, for the reference job.
  package let isKnownToBatch: [Bool]

  /// - Parameters:
  ///   - requests: ascending in time.
  ///   - reference: the batch whose jobs decide `isKnownToBatch` for plans without one, so that slices are the same for all.
  ///   - users: users a job answers.
  ///   - throttledShare: share of campaign requests that end with the fallback list, from the simulation.
  package init(
    plan: Plan, requests: [LoggedRequest], reference: BatchSettings, users: Int, utcOffset: Timespan, seed: UInt64,
    throttledShare: Double
  ) {
    guard let first = requests.first, let last = requests.last else {
      answers = []
      isKnownToBatch = []
      return
    }
    let start = Instant(seconds: first.seconds)
    let end = Instant(seconds: last.seconds + 1)
    let batch = plan.lists ?? reference
    let timeline = BatchTimeline(
      batch, from: start, to: end, users: users, utcOffset: utcOffset, seed: seed, replication: 0)
    let jobs = timeline.visibleJobs(at: requests.map { Instant(seconds: $0.seconds) })
    let models = plan.live.first.map {
      ModelTimeline($0.settings, from: start, to: end, utcOffset: utcOffset, seed: seed, replication: 0)
    }
    var throttling = RandomStream(seed: seed, name: "replay/throttling")

    var answers: [Answer] = []
    var known: [Bool] = []
    for (request, job) in zip(requests, jobs) {
      let isThrottled = throttling.uniform() < throttledShare
      let inJob = request.firstSeenSeconds < job.snapshot.seconds && request.isAmongMostActive(batch.usersShare)
      known.append(request.firstSeenSeconds < job.snapshot.seconds)
      let stored = Answer(
        source: inJob ? .store : .popularList, modelCutSeconds: inJob ? job.modelCut.seconds : job.snapshot.seconds,
        profileCutSeconds: job.snapshot.seconds)
      func live(_ campaign: CampaignSettings) -> Answer {
        let now = Instant(seconds: request.seconds)
        if isThrottled {
          return Answer(
            source: .popularList, modelCutSeconds: job.snapshot.seconds, profileCutSeconds: job.snapshot.seconds)
        }
        // Visible is what is strictly earlier than the instant less the delay; in whole seconds that is the delay cut down.
        let delay = Int64(campaign.eventDelay.mean.seconds)
        return Answer(
          source: .campaign, modelCutSeconds: models?.version(at: now).cut.seconds ?? job.modelCut.seconds,
          profileCutSeconds: request.seconds - delay)
      }
      switch plan.kind {
      case .batch, .own: answers.append(stored)
      case .campaign(let campaign): answers.append(live(campaign))
      case .campaigns(let group): answers.append(live(group.parts[0].settings))
      case .recommender(let settings): answers.append(live(settings.live))
      case .hybrid(_, let campaign, let routing):
        let isSent = inJob ? request.isAmongMostActive(routing.mostActiveShare) : routing.sendsUnknownUsers
        answers.append(isSent ? live(campaign) : stored)
      case .popular(let popular):
        let anchor = firstOccurrence(of: popular.timeOfDay, before: start, utcOffset: utcOffset)
        let age = (Instant(seconds: request.seconds) - anchor).microseconds % popular.every.microseconds
        let refresh = (Instant(seconds: request.seconds) - Timespan(microseconds: age)).seconds
        answers.append(
          Answer(source: .popularList, modelCutSeconds: refresh, profileCutSeconds: refresh))
      }
    }
    self.answers = answers
    isKnownToBatch = known
  }
}
