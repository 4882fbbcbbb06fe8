import Measures

/// A model of our own: trained and applied from cron on a small instance, its lists read from a store.
package struct OwnSettings: Sendable, Equatable {
  /// When the instance is paid for.
  package enum Instance: String, Sendable, CaseIterable {
    /// It runs all the time.
    case always
    /// It is started for each run and stopped after it.
    case duringRuns = "during-runs"
  }
  /// The runs and the store: each exports, trains, answers for the users and loads the lists. Nothing of it is billed as a
  /// job of the service.
  package var lists: BatchSettings
  package var instance: Instance

  package init(lists: BatchSettings, instance: Instance) {
    self.lists = lists
    self.instance = instance
  }
}
