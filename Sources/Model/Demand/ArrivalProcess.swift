/// How requests fall around the expected rate.
package enum ArrivalProcess: Sendable, Equatable {
  /// The distribution of the gaps of a renewal process.
  package enum Gaps: String, Sendable, CaseIterable {
    /// Gamma: from nearly regular (index below 1) to bunched.
    case gamma
    /// Hyperexponential with balanced means: mostly short gaps and a few long ones; index at least 1.
    case hyperexponential
  }

  /// Independent requests: a Poisson process, which has an index of dispersion of 1.
  case poisson
  /// As even as the rate allows: one request whenever the expected number grows by one.
  case deterministic
  /// Independent gaps in the expected number, with a stated index of dispersion of counts over long windows, which for a
  /// renewal process is the squared coefficient of variation of its gaps.
  /// Source: D. R. Cox, P. A. W. Lewis, "The Statistical Analysis of Series of Events", 1966, section 4.3.
  case renewal(dispersion: Double, gaps: Gaps)
  /// A trace's own counts, each request at a place of its bin drawn evenly; fractions that scaling leaves are drawn.
  case countsOfTrace
  /// The instants of a log's own events. Fewer requests are a part of them, drawn independently (thinning); more are added
  /// behind each event, evenly before the next one and within a minute (superposition), so that what was bunched stays
  /// bunched and a gap stays a gap.
  case timesOfLog
}

/// Visits of several requests: who asks once, asks again.
///
/// Visits begin with the process of the arrivals at a rate that keeps the expected number of requests; each has a geometric
/// number of requests, by one user, with exponential pauses between them (a Neyman–Scott cluster process). No visit is
/// under way when the horizon begins.
package struct SessionSettings: Sendable, Equatable {
  /// Mean requests of a visit, at least 1.
  package let meanRequests: Double
  /// Mean pause between two requests of a visit, in seconds; positive.
  package let meanPauseSeconds: Double

  package init(meanRequests: Double, meanPauseSeconds: Double) {
    precondition(meanRequests >= 1 && meanPauseSeconds > 0 && meanRequests.isFinite && meanPauseSeconds.isFinite)
    self.meanRequests = meanRequests
    self.meanPauseSeconds = meanPauseSeconds
  }
}
