import Demand
import Measures
import Randomness
import RealModule
import Testing

/// 2026-11-23, a Monday.
let monday = Instant(seconds: 20_780 * 86_400)

func audience(_ users: Int = 50, anonymous: Double = 0, new: Double = 0) -> Audience {
  Audience(
    activity: Audience.logNormalActivity(users: users, sigma: 1), anonymousShare: anonymous, newUserShare: new)
}

func demand(
  days: Double = 1, perDay: Double, shape: RateShape = .flat, utcOffset: Timespan = .zero, growth: Double = 0,
  bursts: [Burst] = [], audience: Audience = audience()
) -> DemandModel {
  DemandModel(
    start: monday, end: monday + .days(days), requestsPerDay: perDay, shape: shape, utcOffset: utcOffset,
    monthlyGrowth: growth, bursts: bursts, audience: audience)
}

func allArrivals(_ demand: DemandModel, seed: UInt64 = 1, replication: Int = 0) -> [Arrival] {
  var arrivals = Arrivals(of: demand, seed: seed, replication: replication)
  var all: [Arrival] = []
  var block = ArrivalBlock()
  repeat {
    arrivals.fill(&block)
    for index in 0..<block.count { all.append(block[index]) }
  } while block.count > 0
  return all
}

@Suite("Arrivals")
struct ArrivalTests {
  @Test("arrivals of a flat demand are uniform in time (Kolmogorov–Smirnov)", arguments: [1, 2, 3] as [UInt64])
  func uniformity(seed: UInt64) {
    let demand = demand(perDay: 40_000)
    let times = allArrivals(demand, seed: seed).map { Double($0.microseconds - monday.microseconds) / 8.64e10 }
    let n = Double(times.count)
    let distance = times.enumerated().reduce(0.0) {
      max($0, abs($1.element - Double($1.offset) / n), abs($1.element - Double($1.offset + 1) / n))
    }
    // 99.9 % point of the Kolmogorov distribution (scipy.stats.kstwobign.ppf(0.999)).
    #expect(distance * n.squareRoot() < 1.9495)
    #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 } && times.allSatisfy { $0 >= 0 && $0 < 1 })
  }

  @Test("gaps are exponential: a third of the spread of equal gaps would show")
  func gaps() {
    let times = allArrivals(demand(perDay: 40_000)).map(\.microseconds)
    let gaps = zip(times, times.dropFirst()).map { Double($1 - $0) / 1e6 / 2.16 }
    let longer = Double(gaps.count { $0 > 1 }) / Double(gaps.count)
    #expect(abs(longer - Double.exp(-1)) < 3.3 * (0.2325 / Double(gaps.count)).squareRoot())
    let longest = Double(gaps.count { $0 > 3 }) / Double(gaps.count)
    #expect(abs(longest - Double.exp(-3)) < 3.3 * (0.0473 / Double(gaps.count)).squareRoot())
  }

  @Test("the number of requests is Poisson: mean and variance agree")
  func counts() {
    let demand = demand(days: 0.25, perDay: 4000)
    let counts = (0..<400).map { Double(allArrivals(demand, replication: $0).count) }
    let mean = counts.reduce(0, +) / 400
    let variance = counts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 399
    #expect(abs(mean - 1000) < 3.3 * (1000.0 / 400).squareRoot())
    // χ² with 399 degrees of freedom over 399 has standard deviation √(2/399).
    #expect(abs(variance / 1000 - 1) < 3.3 * (2.0 / 399).squareRoot())
  }

  @Test("the rate follows the shape of the week in local time (χ² by hour of week)")
  func shape() {
    let daily = (0..<24).map { 0.2 + Double($0 % 12) / 10 }
    let shape = RateShape(daily: daily, weekly: [1, 1, 0.5, 1, 2, 0, 1.5])
    let offset = Timespan.minutes(330)
    let demand = demand(days: 14, perDay: 20_000, shape: shape, utcOffset: offset)
    var counts = [Double](repeating: 0, count: 168)
    for arrival in allArrivals(demand) {
      counts[Instant(microseconds: arrival.microseconds).hourOfWeek(utcOffset: offset)] += 1
    }
    let statistic = (0..<168).reduce(0.0) { sum, hour in
      let expected = 2 * 20_000.0 / 24 * shape.hourOfWeek[hour]
      guard expected > 0 else { return sum + (counts[hour] == 0 ? 0 : 1e9) }
      return sum + (counts[hour] - expected) * (counts[hour] - expected) / expected
    }
    // 144 hours with requests; 99.9 % point of χ² with 144 degrees of freedom.
    #expect(statistic < 202.184)
    #expect(abs(shape.hourOfWeek.reduce(0, +) - 168) < 1e-9)
  }

  @Test("same seed and replication give the same arrivals, another seed or replication others")
  func seeds() {
    func text(_ seed: UInt64, _ replication: Int) -> [String] {
      allArrivals(
        demand(perDay: 500, audience: audience(anonymous: 0.1, new: 0.1)), seed: seed, replication: replication
      )
      .map { "\($0.microseconds) \($0.user) \($0.knownForMicroseconds)" }
    }
    #expect(text(1, 0) == text(1, 0))
    #expect(Set(text(1, 0)).isDisjoint(with: text(2, 0)))
    #expect(Set(text(1, 0)).isDisjoint(with: text(1, 1)))
  }

  @Test("users ask in proportion to their activity, anonymous and new ones with their shares")
  func users() {
    let audience = Audience(activity: [1, 5, 3, 1], anonymousShare: 0.2, newUserShare: 0.1)
    #expect(audience.activity == [5, 3, 1, 1])
    let all = allArrivals(demand(perDay: 60_000, audience: audience))
    let n = Double(all.count)
    let anonymous = Double(all.count { $0.user == -1 }) / n
    let new = Double(all.count { $0.user >= 0 && $0.knownForMicroseconds != .max }) / n
    #expect(abs(anonymous - 0.2) < 3.3 * (0.16 / n).squareRoot() && abs(new - 0.1) < 3.3 * (0.09 / n).squareRoot())
    let known = all.filter { $0.user >= 0 }
    let expected = [0.5, 0.3, 0.1, 0.1].map { $0 * Double(known.count) }
    let statistic = (0..<4).reduce(0.0) { sum, user in
      let difference = Double(known.count { $0.user == Int32(user) }) - expected[user]
      return sum + difference * difference / expected[user]
    }
    #expect(statistic < 16.266)
    let ages = all.filter { $0.user >= 0 && $0.knownForMicroseconds != .max }.map { Double($0.knownForMicroseconds) }
    let meanAge = ages.reduce(0, +) / Double(ages.count) / 8.64e10
    let standardError = (1 / (12 * Double(ages.count))).squareRoot()
    #expect(abs(meanAge - 0.5) < 3.3 * standardError)
    #expect(ages.allSatisfy { $0 >= 0 && $0 < 8.64e10 })
    #expect(all.allSatisfy { $0.user >= 0 || $0.knownForMicroseconds == 0 })
  }

  @Test("one user, a request a year and a thousand a second work, and the end is the end")
  func extremes() {
    let single = Audience(activity: [1], anonymousShare: 0, newUserShare: 0)
    #expect(allArrivals(demand(perDay: 1000, audience: single)).allSatisfy { $0.user == 0 })
    #expect(allArrivals(demand(perDay: 1.0 / 365)).count <= 1)
    let fast = allArrivals(demand(days: 1.0 / 288, perDay: 86_400_000))
    #expect(abs(Double(fast.count) - 300_000) < 3.3 * 548)
    var arrivals = Arrivals(of: demand(perDay: 10), seed: 1, replication: 0)
    var block = ArrivalBlock()
    repeat { arrivals.fill(&block) } while block.count > 0
    for _ in 0..<10 {
      arrivals.fill(&block)
      #expect(block.count == 0)
    }
  }
}
