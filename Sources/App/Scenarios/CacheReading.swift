import Measures
import Serving

extension PlanReading {
  private enum PlaceWord: String, CaseIterable {
    case ownMemory = "own-memory"
    case redis = "elasticache-redis"
    case valkey = "elasticache-valkey"
  }

  /// A simulation keeps each entry in memory, and runs on every core at once.
  private static let mostCacheBytes = 60_000_000

  /// `cache: {ttl: 30 min, entries: 20,000 entries}`; nil where absent.
  func cache(_ reader: MappingReader) -> CacheSettings? {
    guard reader.has("cache") else { return nil }
    let below = reader.reader("cache")
    defer { below.refuseUnknownKeys() }
    let timeToLive =
      below.requiredText("ttl", example: "30 min") == nil
      ? Timespan.hours(1) : below.duration("ttl", Default(assumption: "30 min", ""))
    // A cache without a size would be one that never forgets: the size must be stated.
    let entries = below.count(
      "entries", nil, units: ["entries"], example: "20000 entries", in: 1...1_000_000_000)
    let key = below.choice("key", Defaults.cacheKey, among: CacheSettings.Key.allCases.map { ($0.rawValue, $0) })
    let word = below.choice("store", Defaults.cachePlace, among: PlaceWord.allCases.map { ($0.rawValue, $0) })
    let isOwn = word == .ownMemory
    if isOwn { below.refuse("nodeMemory", belongsTo: "`store: elasticache-redis` or `elasticache-valkey`") }
    let place: CacheSettings.Place =
      isOwn
      ? .ownMemory
      : .elastiCache(
        word == .redis ? .redis : .valkey,
        usableGBPerNode: below.amount("nodeMemory", Defaults.nodeMemory, units: ["GB"], example: "0.4 GB"))
    let settings = CacheSettings(
      key: key, timeToLive: timeToLive, entries: entries, place: place,
      lookupTime: latency(
        below.reader("latency"), isOwn ? Defaults.memoryMedian : Defaults.cacheMedian,
        isOwn ? Defaults.memoryP99 : Defaults.cacheP99),
      resultsPerAnswer: below.count("results", Defaults.results, units: ["items"], example: "25 items", in: 1...500))
    let bytes = settings.simulationBytes(users: users, pages: pages.names.count)
    if bytes > PlanReading.mostCacheBytes {
      below.report(
        "too-large", "entries",
        "would take \(bytes / 1_000_000) MB in each simulation; \(PlanReading.mostCacheBytes / 1_000_000) MB is the limit.",
        remedy: "Keep fewer entries, use fewer pages in the key, or simulate fewer users.")
    }
    return settings
  }
}
