import Measures

/// A cache before a plan's live answers: an answer is kept for the next request with the same key.
package struct CacheSettings: Sendable, Equatable {
  /// What makes two requests the same to the cache. Users without identity have no key.
  package enum Key: String, Sendable, CaseIterable {
    case user
    case userAndPage = "user-and-page"
  }
  /// Where the answers are kept.
  package enum Place: Sendable, Equatable {
    /// In the memory of the product's own program, whose cost does not change.
    case ownMemory
    /// As many nodes of Amazon ElastiCache as the entries fill.
    case elastiCache(BatchSettings.CacheEngine, usableGBPerNode: Double)
  }
  package var key: Key
  /// Time after which an answer is no longer served; counted from the answer, not from its last use.
  package var timeToLive: Timespan
  /// Most answers kept; the least recently used leaves first.
  package var entries: Int
  package var place: Place
  /// Time of a look-up, whether it finds something or not.
  package var lookupTime: LatencyDistribution
  /// Items in an answer, for the room it takes.
  package var resultsPerAnswer: Int

  package init(
    key: Key, timeToLive: Timespan, entries: Int, place: Place, lookupTime: LatencyDistribution, resultsPerAnswer: Int
  ) {
    precondition(timeToLive > .zero && entries > 0 && resultsPerAnswer > 0)
    self.key = key
    self.timeToLive = timeToLive
    self.entries = entries
    self.place = place
    self.lookupTime = lookupTime
    self.resultsPerAnswer = resultsPerAnswer
  }

  /// Bytes that a simulation of this cache takes.
  package func simulationBytes(users: Int, pages: Int) -> Int {
    let keys = users * (key == .user ? 1 : pages)
    return keys * 4 + min(entries, keys) * AnswerCache.bytesPerEntry
  }
}
