import Measures

/// What a plan would have answered a logged request from.
package struct Answer: Sendable, Equatable {
  /// Where the list came from.
  package enum Source: String, Sendable {
    /// A campaign or recommender.
    case campaign
    /// The cache before it.
    case cache
    case store
    /// The list of popular items of the job (batch) or of the plan (popular).
    case popularList
    /// There was no list: the client gave up and had no fallback.
    case nothing
  }
  /// Why a request did not get the answer that the plan has for it.
  package enum Failure: String, Sendable {
    /// The job knew no list for the user.
    case unknownUser
    case throttled
    /// The answer would have come after the deadline.
    case late
    /// The recommender was stopped.
    case stopped
  }
  package let source: Source
  /// Nil where the answer is the one that the plan has for such a request.
  package var failure: Failure?
  /// Events strictly before this instant (seconds since the epoch) trained the model.
  package let modelCutSeconds: Int64
  /// Events of the user strictly before this instant (seconds since the epoch) were known.
  package let profileCutSeconds: Int64
  /// Items first seen strictly before this instant (seconds since the epoch) could be in the list. A batch takes new items in
  /// with a training, a campaign also with its updates in between.
  package let catalogueCutSeconds: Int64
  /// Snapshot of the job whose lists were in service, and when they came into service; seconds since the epoch.
  package var jobSnapshotSeconds: Int64
  package var jobVisibleAtSeconds: Int64
  /// Time that an event took to count, for answers computed at the request; 0 for others.
  package var eventDelay = Timespan.zero
  /// Attempts that the campaign was sent; 0 where none was.
  package var attempts: Int32 = 0
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

  /// The user of the same rank among so many; −1 for unknown users.
  func rank(among users: Int) -> Int32 { activityRank < 1 ? Int32(activityRank * Double(users)) : -1 }
}
