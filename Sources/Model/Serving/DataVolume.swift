import RealModule

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
