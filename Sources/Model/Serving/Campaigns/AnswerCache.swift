import Measures

/// A cache with a time to live that forgets the least recently used answer when it is full: flat arrays, no allocation on
/// the way. An entry is found by its key's own place; a list through the entries keeps the order of use.
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

    init(answeredAt: Int64, modelCut: Int64, catalogueAt: Int64, knownUntil: Int64) {
      self.answeredAt = answeredAt
      self.modelCut = modelCut
      self.catalogueAt = catalogueAt
      self.knownUntil = knownUntil
    }
  }
  /// The entries used just after and just before one; −1 at the ends. Apart from the entries, so that the list through them
  /// stays in the processor's near memory.
  private struct Links {
    var newer: Int32 = -1
    var older: Int32 = -1
  }
  static let bytesPerEntry = MemoryLayout<Entry>.stride + MemoryLayout<Links>.stride

  let isOn: Bool
  private let timeToLive: Int64
  private let capacity: Int
  /// Whether the cache can be full at all; where every key has room nobody is ever put out and no order is kept.
  private let isBounded: Bool
  private let pages: Int
  /// The entry of each key; −1 for none.
  private var places: [Int32]
  private var entries: [Entry] = []
  private var links: [Links] = []
  private var newest: Int32 = -1
  private var oldest: Int32 = -1
  let lookupTime: LatencyDistribution

  /// - Parameter settings: nil for a plan without a cache, which is never asked.
  init(_ settings: CacheSettings?, users: Int, pages: Int) {
    isOn = settings != nil
    timeToLive = settings?.timeToLive.microseconds ?? 0
    self.pages = settings?.key == .userAndPage ? pages : 1
    let keys = settings == nil ? 0 : users * self.pages
    capacity = min(settings?.entries ?? 0, keys)
    isBounded = capacity < keys
    places = [Int32](repeating: -1, count: keys)
    entries.reserveCapacity(capacity)
    if isBounded { links.reserveCapacity(capacity) }
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
  mutating func keep(_ answer: Entry, for key: Int32) {
    var place = places[Int(key)]
    if place < 0 {
      if entries.count < capacity {
        place = Int32(entries.count)
        entries.append(answer)
        if isBounded { append(place) }
      } else {
        place = oldest
        places[Int(entries[Int(place)].key)] = -1
      }
      places[Int(key)] = place
    }
    var entry = answer
    entry.key = key
    entries[Int(place)] = entry
    if isBounded { use(place) }
  }

  /// Makes an entry the newest.
  @inline(__always)
  private mutating func use(_ place: Int32) {
    if place != newest { unlink(place) }
  }

  private mutating func unlink(_ place: Int32) {
    let last = newest
    let oldest = oldest
    self.oldest = links.withUnsafeMutableBufferPointer { links in
      let own = links[Int(place)]
      // It is not the newest, so there is a newer one.
      links[Int(own.newer)].older = own.older
      if own.older >= 0 { links[Int(own.older)].newer = own.newer }
      links[Int(place)] = Links(newer: -1, older: last)
      links[Int(last)].newer = place
      return own.older >= 0 ? oldest : own.newer
    }
    newest = place
  }

  private mutating func append(_ place: Int32) {
    links.append(Links(newer: -1, older: newest))
    if newest >= 0 { links[Int(newest)].newer = place } else { oldest = place }
    newest = place
  }
}
