import Interactions
import Measures
import Randomness
import Testing

@Suite("The synthetic log")
struct SyntheticLogTests {
  private static let shop = SyntheticLog(seed: 1)
  private var parameters: SyntheticParameters { SyntheticParameters() }

  @Test("has as many events, users and days as asked for, in order of time, within its days")
  func counts() {
    let log = Self.shop.log
    let summary = LogSummary(of: log)
    #expect(abs(summary.events - parameters.events) < 200)
    #expect(summary.users == parameters.users)
    #expect(summary.items > parameters.items * 95 / 100)
    #expect(summary.daysWithEvents == parameters.days)
    #expect(zip(log.timestamps, log.timestamps.dropFirst()).allSatisfy { $0 <= $1 })
    let start = parameters.startDate.start.seconds
    #expect(log.timestamps.allSatisfy { $0 >= start && $0 < start + Int64(parameters.days) * 86_400 })
  }

  @Test("is the same for a seed, another for another, and survives being written and read")
  func repeatable() {
    var small = parameters
    small.events = 5_000
    #expect(SyntheticLog(small, seed: 4).log == SyntheticLog(small, seed: 4).log)
    #expect(SyntheticLog(small, seed: 4).log != SyntheticLog(small, seed: 5).log)
    let log = SyntheticLog(small, seed: 4).log
    #expect(readLog(PersonalizeCSV.bytes(of: log), source: "").log == log)
  }

  @Test("no user has two events in a second")
  func singleRequests() {
    #expect(LogSummary(of: Self.shop.log).simultaneousShare == 0)
  }

  @Test("purchases are as frequent as asked for, follow a view of the item, and carry its price")
  func purchases() {
    let log = Self.shop.log
    let isPurchase = log.eventTypeIDs.map { log.eventTypes[Int($0)] == "purchase" }
    let share = Double(isPurchase.count { $0 }) / Double(isPurchase.count { !$0 })
    #expect(abs(share - parameters.purchaseShare) < 0.005)
    #expect(zip(isPurchase, log.values).allSatisfy { $0 ? $1 > 0 : $1.isNaN })
    var lastItem = [Int32](repeating: -1, count: log.users.count)
    for event in 0..<log.count {
      if isPurchase[event] { #expect(lastItem[Int(log.userIDs[event])] == log.itemIDs[event]) }
      lastItem[Int(log.userIDs[event])] = log.itemIDs[event]
    }
  }

  @Test("popularity follows the law of Zipf and Mandelbrot where nothing disturbs it")
  func popularity() {
    var plain = parameters
    plain.viewsPerSession = 1
    plain.sessionIntent = 1
    plain.intentStrength = 1
    plain.popularityDrift = 0
    plain.newItemShare = 0
    plain.purchaseShare = 0
    plain.events = 200_000
    let counts = SyntheticLog(plain, seed: 2).log.itemIDs.reduce(into: [Int](repeating: 0, count: plain.items)) {
      $0[Int($1)] += 1
    }.sorted(by: >)
    let weights = (1...plain.items).map { 1 / (Double($0) + plain.popularityShift) }
    let total = weights.reduce(0, +)
    for head in [1, 10, 100, 500] {
      let expected = weights.prefix(head).reduce(0, +) / total
      let observed = Double(counts.prefix(head).reduce(0, +)) / Double(plain.events)
      // Sorting by count favours the head by a little more than chance.
      #expect(abs(observed - expected) < 0.01, "\(head): \(observed) for \(expected)")
    }
  }

  @Test("visits follow the hours of the local week", arguments: [0.0, 9, -3.5])
  func rhythm(offsetHours: Double) {
    var parameters = parameters
    parameters.utcOffset = .hours(offsetHours)
    parameters.events = 60_000
    let synthetic = SyntheticLog(parameters, seed: 6)
    var counts = [Double](repeating: 0, count: 168)
    var seen = Set<Int32>()
    for event in 0..<synthetic.log.count where seen.insert(synthetic.sessions[event]).inserted {
      counts[Instant(seconds: synthetic.log.timestamps[event]).hourOfWeek(utcOffset: parameters.utcOffset)] += 1
    }
    let weights = parameters.hourOfWeekWeights
    let scale = counts.reduce(0, +) / weights.reduce(0, +)
    let chiSquare = zip(counts, weights).reduce(0.0) {
      $0 + ($1.0 - $1.1 * scale) * ($1.0 - $1.1 * scale) / ($1.1 * scale)
    }
    // Mean 167, standard deviation 18.3: 99.99 % lie below 240.
    #expect(chiSquare < 240)
    #expect(chiSquare > 100)
  }

  @Test("new items have events only after they appear, and more of them soon after than later")
  func newItems() {
    let shop = Self.shop
    let start = parameters.startDate.start.seconds
    var early = 0
    var later = 0
    let isNew = shop.itemBirths.map { $0 > start }
    for event in 0..<shop.log.count {
      let item = Int(shop.log.itemIDs[event])
      let age = shop.log.timestamps[event] - shop.itemBirths[item]
      #expect(age >= 0)
      let end = start + Int64(parameters.days) * 86_400
      guard isNew[item], shop.itemBirths[item] + 20 * 86_400 <= end else { continue }
      if age < 5 * 86_400 { early += 1 }
      if (15 * 86_400..<20 * 86_400).contains(age) { later += 1 }
    }
    #expect(isNew.count { $0 } > 190)
    #expect(early > 2 * later)
    #expect(later > 100)
  }

  @Test("a share of the users comes first in the later part")
  func newUsers() {
    let histories = UserHistories(of: Self.shop.log)
    let start = parameters.startDate.start.seconds
    let cut = start + Int64(parameters.days) * 86_400 * 4 / 5
    let late = (0..<Int32(parameters.users)).count { (histories.firstSeen($0) ?? 0) >= cut }
    // A fifth of the newcomers, and a few quiet regulars.
    let expected = Double(parameters.users) * parameters.newUserShare / 5
    #expect(Double(late) > expected * 0.8)
    #expect(Double(late) < expected * 2)
  }

  /// How often the next event is of the category of the user's last event, of the last one a day old, and of an event
  /// drawn from all.
  private func categoryMatches(_ synthetic: SyntheticLog) -> (last: Double, yesterday: Double, random: Double) {
    let log = synthetic.log
    let histories = UserHistories(of: log)
    func category(_ item: Int32) -> Int32 { synthetic.itemCategories[Int(item)] }
    var stream = RandomStream(seed: 8, name: "test/pairs")
    var matches = (last: 0, yesterday: 0, random: 0)
    var pairs = 0
    for user in 0..<Int32(log.users.count) {
      let profile = histories.profile(of: user, before: .max)
      for event in profile.items.indices.dropFirst() {
        let old = histories.profile(of: user, before: profile.timestamps[event] - 86_400)
        guard let oldest = old.items.last, profile.timestamps[event] - profile.timestamps[event - 1] < 1_200 else {
          continue
        }
        let here = category(profile.items[event])
        pairs += 1
        if category(profile.items[event - 1]) == here { matches.last += 1 }
        if category(oldest) == here { matches.yesterday += 1 }
        if category(log.itemIDs[stream.integer(below: log.count)]) == here { matches.random += 1 }
      }
    }
    func share(_ count: Int) -> Double { Double(count) / Double(pairs) }
    return (share(matches.last), share(matches.yesterday), share(matches.random))
  }

  @Test("the last event says more of the next than yesterday's, and that more than chance")
  func freshness() {
    let matches = categoryMatches(Self.shop)
    #expect(matches.last > 2 * matches.yesterday, "\(matches)")
    #expect(matches.yesterday > 2 * matches.random, "\(matches)")
  }

  @Test("without intent and drift, yesterday's events say as much as the last")
  func noFreshness() {
    var steady = parameters
    steady.sessionIntent = 0
    steady.intentStrength = 0
    steady.tasteDriftPerDay = 0
    steady.repeatPurchaseShare = 0
    steady.purchaseShare = 0
    let matches = categoryMatches(SyntheticLog(steady, seed: 1))
    #expect(abs(matches.last - matches.yesterday) < 0.02, "\(matches)")
  }

  @Test("tiny and odd parameters make a log too")
  func odd() {
    var odd = parameters
    (odd.users, odd.items, odd.events, odd.days, odd.categories) = (1, 1, 10, 1, 5)
    #expect(SyntheticLog(odd, seed: 1).log.items.count == 1)
    odd.events = 0
    #expect(SyntheticLog(odd, seed: 1).log.count == 0)
    (odd.users, odd.items, odd.events, odd.newUserShare, odd.newItemShare) = (50, 3, 1_000, 1, 1)
    #expect(SyntheticLog(odd, seed: 1).log.users.count == 50)
  }
}
