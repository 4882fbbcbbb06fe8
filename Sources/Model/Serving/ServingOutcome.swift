import Measures
import RealModule
import Statistics

/// What became of the requests of one replication. Every request is in exactly one count.
package struct RequestCounts: Sendable, Equatable {
  package var arrivals = 0
  /// Answered by the campaign.
  package var servedByCampaign = 0
  /// Answered from the batch's store, or with the list of the plan `popular`.
  package var servedFromStore = 0
  /// Answered with the fallback list because the batch knows no list for the user.
  package var fallbackUnknownUser = 0
  /// Answered with the fallback list because the campaign throttled until the client gave up.
  package var fallbackThrottled = 0
  /// Waiting for a retry when the horizon ended.
  package var inFlight = 0
  /// Attempts that the campaign refused; a request may add several.
  package var throttledAttempts = 0

  package init() {}

  /// Adds the counts of another replication.
  package mutating func merge(_ other: RequestCounts) {
    arrivals += other.arrivals
    servedByCampaign += other.servedByCampaign
    servedFromStore += other.servedFromStore
    fallbackUnknownUser += other.fallbackUnknownUser
    fallbackThrottled += other.fallbackThrottled
    inFlight += other.inFlight
    throttledAttempts += other.throttledAttempts
  }

  /// arrivals − everything that became of them: zero in every run.
  package var unaccounted: Int {
    arrivals - servedByCampaign - servedFromStore - fallbackUnknownUser - fallbackThrottled - inFlight
  }
}

/// How old what was served was, in hours, one value a request; requests throttled into the fallback have none.
package struct Ages: Sendable {
  /// Since the cut of the model's training data.
  package var modelHours = Histogram()
  /// Since the newest event of the user that the answer could know; only for answers made from a profile.
  package var profileHours = Histogram()
  /// Since the newest item that the answer could contain.
  package var catalogueHours = Histogram()

  package init() {}
  /// Adds the ages of another replication.
  package mutating func merge(_ other: Ages) {
    modelHours.merge(other.modelHours)
    profileHours.merge(other.profileHours)
    catalogueHours.merge(other.catalogueHours)
  }
}

/// Everything one replication of a plan produced: the bill's usage, latencies, counts and ages of one event stream.
package struct ServingOutcome: Sendable {
  package var usage = Usage()
  /// From the request's intended start to its answer, in milliseconds.
  package var latencyMilliseconds = Histogram()
  package var counts = RequestCounts()
  package var ages = Ages()
  /// Counts of each five minutes.
  package var windows = WindowCounts()
  /// Jobs whose snapshot lies in the horizon.
  package var jobs = 0
  /// Highest capacity the campaign reached, in requests a second; 0 without a campaign.
  package var peakProvisionedTPS = 0.0
}

/// The size of what is imported, trained on and answered for.
package struct DataVolume: Sendable, Equatable {
  /// Interactions in the dataset at the horizon's start.
  package var interactions: Double
  /// New interactions a day at the horizon's start.
  package var interactionsPerDay: Double
  /// Bytes of one interaction, as a CSV row or an event.
  package var bytesPerInteraction: Double
  /// Bytes of one item in a stored list.
  package var bytesPerListItem: Double

  package init(
    interactions: Double, interactionsPerDay: Double, bytesPerInteraction: Double, bytesPerListItem: Double
  ) {
    precondition(interactions >= 0 && interactionsPerDay >= 0 && bytesPerInteraction > 0 && bytesPerListItem > 0)
    self.interactions = interactions
    self.interactionsPerDay = interactionsPerDay
    self.bytesPerInteraction = bytesPerInteraction
    self.bytesPerListItem = bytesPerListItem
  }

  /// Interactions in the dataset some days after the start, when a day's new ones grow by e^growth a day.
  func interactions(afterDays days: Double, growthPerDay growth: Double) -> Double {
    interactions + interactionsPerDay * (growth == 0 ? days : (Double.exp(growth * days) - 1) / growth)
  }
}
