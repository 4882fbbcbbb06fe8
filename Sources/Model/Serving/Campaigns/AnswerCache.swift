import Measures
import Statistics

/// A cache with a time to live that forgets the least recently used answer when it is full: flat arrays, no allocation on
/// the way. An entry is found by its key's own place.
struct AnswerCache {
  /// An answer that is kept: what it knew, so that its age can be told when it is served again.
  struct Entry {
    /// When it came; microseconds since the epoch, as all instants here.
    var answeredAt: Int64
    var modelCut: Int64
    /// Newest item that it could contain.
    var catalogueAt: Int64
    /// Newest event of its user that it could know.
    var knownUntil: Int64
    fileprivate var key: Int32 = -1
    fileprivate var lastUse: UInt32 = 0

    init(answeredAt: Int64, modelCut: Int64, catalogueAt: Int64, knownUntil: Int64) {
      self.answeredAt = answeredAt
      self.modelCut = modelCut
      self.catalogueAt = catalogueAt
      self.knownUntil = knownUntil
    }
  }
  /// A use of an entry, as it was written down; the entry's newest use is the one whose number it keeps.
  private struct Use {
    let place: Int32
    let number: UInt32
  }
  static let bytesPerEntry = MemoryLayout<Entry>.stride + usesPerEntry * MemoryLayout<Use>.stride
  /// Room for uses before the outdated ones are cleared away.
  private static let usesPerEntry = 4

  let isOn: Bool
  private let timeToLive: Int64
  private let capacity: Int
  /// Whether the cache can be full at all; where every key has room nobody is ever put out and no order is kept.
  private let isBounded: Bool
  private let pages: Int
  /// The entry of each key; −1 for none.
  private let places: Cells<Int32>
  private let entries: Cells<Entry>
  private var entryCount = 0
  /// Uses in order of time. All but the newest of an entry are outdated; they are passed over when the least recently used
  /// entry is looked for, which costs a fraction of keeping a list in order at each use.
  private let uses: Cells<Use>
  private var useCount = 0
  /// The first use that is not yet passed over.
  private var firstUse = 0
  /// Numbers wrap around; an outdated use is gone long before its number comes again.
  private var useNumber: UInt32 = 0
  let lookupTime: LatencyDistribution

  /// - Parameter settings: nil for a plan without a cache, which is never asked.
  init(_ settings: CacheSettings?, users: Int, pages: Int) {
    isOn = settings != nil
    timeToLive = settings?.timeToLive.microseconds ?? 0
    self.pages = settings?.key == .userAndPage ? pages : 1
    let keys = settings == nil ? 0 : users * self.pages
    capacity = min(settings?.entries ?? 0, keys)
    isBounded = capacity < keys
    places = Cells(repeatElement(-1, count: keys))
    entries = Cells(repeatElement(Entry(answeredAt: 0, modelCut: 0, catalogueAt: 0, knownUntil: 0), count: capacity))
    uses = Cells(repeatElement(Use(place: 0, number: 0), count: isBounded ? AnswerCache.usesPerEntry * capacity : 0))
    lookupTime = settings?.lookupTime ?? LatencyDistribution(medianMilliseconds: 1, p99Milliseconds: 1)
  }

  /// The key of a user with an identity on a page.
  @inline(__always)
  func key(user: Int32, page: Int) -> Int32 { pages == 1 ? user : user &* Int32(pages) &+ Int32(page) }

  /// The answer kept for a key, if it has come and is not too old; it counts as used.
  @inline(__always)
  mutating func find(_ key: Int32, at microseconds: Int64) -> Entry? {
    guard let entry = peek(key, at: microseconds) else { return nil }
    if isBounded { use(places[Int(key)]) }
    return entry
  }

  /// The same without counting as a use.
  @inline(__always)
  func peek(_ key: Int32, at microseconds: Int64) -> Entry? {
    let place = places[Int(key)]
    guard place >= 0 else { return nil }
    let entry = entries[Int(place)]
    let age = microseconds &- entry.answeredAt
    return age >= 0 && age < timeToLive ? entry : nil
  }

  /// Keeps an answer in the place of the key's last one, or of the least recently used.
  @inline(__always)
  mutating func keep(_ answer: Entry, for key: Int32) {
    var place = places[Int(key)]
    if place < 0 {
      place = newPlace()
      places[Int(key)] = place
      entries[Int(place)].key = key
    }
    entries[Int(place)].answeredAt = answer.answeredAt
    entries[Int(place)].modelCut = answer.modelCut
    entries[Int(place)].catalogueAt = answer.catalogueAt
    entries[Int(place)].knownUntil = answer.knownUntil
    if isBounded { use(place) }
  }

  /// A place for a key that has none.
  @inline(never)
  private mutating func newPlace() -> Int32 {
    if entryCount < capacity {
      entryCount += 1
      return Int32(entryCount - 1)
    }
    // Every entry has one use that is not outdated.
    while uses[firstUse].number != entries[Int(uses[firstUse].place)].lastUse { firstUse &+= 1 }
    let place = uses[firstUse].place
    firstUse &+= 1
    places[Int(entries[Int(place)].key)] = -1
    return place
  }

  /// Makes an entry the newest.
  @inline(__always)
  private mutating func use(_ place: Int32) {
    useNumber &+= 1
    entries[Int(place)].lastUse = useNumber
    if useCount == uses.count { clearOutdatedUses() }
    uses[useCount] = Use(place: place, number: useNumber)
    useCount &+= 1
  }

  @inline(never)
  private mutating func clearOutdatedUses() {
    var kept = 0
    for index in firstUse..<useCount {
      let use = uses[index]
      // The entry that is being used has no use with its new number yet.
      guard use.number == entries[Int(use.place)].lastUse else { continue }
      uses[kept] = use
      kept += 1
    }
    useCount = kept
    firstUse = 0
  }
}
