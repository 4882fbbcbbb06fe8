import Demand
import Measures
import Serving
import Statistics
import Testing

@Suite("Batches")
struct BatchTests {
  private let ragged = TrainingSettings(
    family: .v2, every: .hours(5), timeOfDay: .hours(2), importTime: DurationRange(.minutes(3), .minutes(17)),
    wallTime: DurationRange(.minutes(20), .minutes(200)), billedHours: 1)

  private func timeline(_ settings: BatchSettings, days: Double = 3, seed: UInt64 = 1) -> BatchTimeline {
    BatchTimeline(
      settings, from: monday, to: monday + .days(days), users: 1000, utcOffset: .hours(9), seed: seed, replication: 0)
  }

  @Test("a job's results are visible only after it ends, and the newest visible job is the one served")
  func visibility() {
    for every in [Timespan.minutes(15), .hours(1), .hours(24), .days(3)] {
      for seed in UInt64(0)..<10 {
        let timeline = timeline(batch(every: every, training: ragged), seed: seed)
        let instants = (0..<1000).map { monday + .minutes(Double($0) * 4.3) }
        for (instant, job) in zip(instants, timeline.visibleJobs(at: instants)) {
          let visible = timeline.jobs.filter { $0.visibleAt <= instant }.map(\.snapshot).max()
          #expect(job.visibleAt <= instant && job.snapshot == visible)
        }
      }
    }
  }

  @Test("jobs keep their cadence and local time of day, and one is visible from the start")
  func cadence() {
    let jobs = timeline(batch()).jobs
    #expect(zip(jobs, jobs.dropFirst()).allSatisfy { $1.snapshot - $0.snapshot == .hours(24) })
    #expect(jobs.allSatisfy { $0.snapshot.microsecondsOfDay(utcOffset: .hours(9)) == 7_200_000_000 })
    #expect(jobs[0].visibleAt <= monday)
    // 10 + 20 minutes and 100 seconds; with a training an hour more.
    #expect(jobs.allSatisfy { ($0.visibleAt - $0.snapshot).seconds == ($0.trains ? 5500 : 1900) })
  }

  @Test("a job answers from a model only when that is trained, and trains where a date has passed")
  func models() {
    // Jobs every 20 minutes, trainings every five hours that take 70 minutes.
    let timeline = timeline(batch(every: .minutes(20), training: training(every: .hours(5))), days: 2)
    let trained = timeline.jobs.filter(\.trains)
    #expect((8...11).contains(trained.count))
    for job in timeline.jobs {
      #expect(job.modelCut <= job.snapshot && (job.modelCut == job.snapshot) == job.trains)
      if let source = trained.first(where: { $0.snapshot == job.modelCut }), !job.trains {
        #expect(job.snapshot - source.snapshot >= .minutes(60))
      }
    }
    // The first job that can use a model starts when import and training have ended: an hour after, for it imports too.
    let uses = trained.dropLast().compactMap { source in
      timeline.jobs.first { $0.modelCut == source.snapshot && !$0.trains }.map { $0.snapshot - source.snapshot }
    }
    #expect(!uses.isEmpty && uses.allSatisfy { $0 == .minutes(60) })
  }

  @Test("what is served ages from the job's length to its period more")
  func ages() {
    let outcome = play(.batch(batch()), demand(days: 6, perDay: 50_000))
    let length = 1900 / 3600.0
    let ages = outcome.ages.profileHours
    #expect(abs(ages.minimum - length) < 0.01 && abs(ages.maximum - (24 + length)) < 0.02)
    #expect(abs((ages.mean ?? 0) - (12 + length)) < 0.1)
    #expect(outcome.ages.modelHours == outcome.ages.catalogueHours)
    #expect(outcome.ages.modelHours.maximum > 100 && outcome.ages.modelHours.minimum >= length)
  }

  @Test("a plan pays for the set-up's training and for each later date of the calendar, once")
  func trainings() {
    // Four weeks from midnight UTC; dates every 7 days from 02:00 local time, in zones on both sides of it.
    // (At +3 the last job falls on the end itself, an hour after its date.)
    for hours in [-5.0, 0, 1, 2, 9] {
      let demand = demand(days: 28, perDay: 100)
      func trained(_ plan: Plan) -> Double {
        Simulator(plan: plan, demand: demand, data: volume, utcOffset: .hours(hours), seed: 1).replication(0).usage
          .total(of: .trainingHours).approximate / 3.5
      }
      // A job an hour after the training's time of day trains for the date before it.
      var nightly = batch(training: training(.legacy))
      nightly.timeOfDay = .hours(3)
      let stored = trained(Plan(name: "b", kind: .batch(nightly)))
      let live = trained(Plan(name: "c", kind: .campaign(campaign(family: .legacy))))
      let both = trained(Plan(name: "h", kind: .hybrid(nightly, campaign(family: .legacy), routing)))
      #expect(stored == live && both == live && [4, 5].contains(live), "UTC+\(hours): \(stored) \(live) \(both)")
    }
  }

  @Test("batch requests are jobs in the horizon times users; each job writes its lists")
  func jobUsage() {
    for (share, users) in [(1.0, 1000), (0.25, 250), (0.0001, 1)] {
      for family in RecipeFamily.allCases {
        let outcome = play(
          .batch(batch(every: .hours(6), share: share, training: training(family))), demand(days: 3, perDay: 1000))
        #expect(outcome.jobs == 12)
        let meter: Meter = family == .v2 ? .batchRequestsV2 : .batchRequestsLegacy
        #expect(outcome.usage.total(of: meter) == Quantity(12 * users))
        // A list of 25 items of 24 bytes takes one write unit.
        #expect(outcome.usage.total(of: .dynamoDBWriteUnits) == Quantity(12 * users))
        #expect(outcome.usage.total(of: .s3PutRequests) == Quantity(48))
        #expect(outcome.usage.total(of: family == .v2 ? .batchRequestsLegacy : .batchRequestsV2) == .zero)
      }
    }
  }

  @Test("store reads are read units: half a unit for each request with an identity")
  func reads() {
    let demand = demand(days: 2, perDay: 30_000, anonymous: 0.2, new: 0.1)
    let outcome = play(.batch(batch()), demand)
    let known = arrivals(demand).count { $0.user >= 0 }
    #expect(outcome.usage.total(of: .dynamoDBReadUnits).approximate == Double(known) / 2)
    let own = play(.batch(batch(store: .ownDatabase)), demand).usage
    let meters: [Meter] = [.dynamoDBReadUnits, .dynamoDBWriteUnits, .dynamoDBStorageGBMonths]
    #expect(meters.allSatisfy { own.total(of: $0) == .zero })
    // 600 bytes a user over two of November's thirty days.
    let stored = outcome.usage.total(of: .dynamoDBStorageGBMonths).approximate
    let gigabyteMonths = 0.0006 * 2 / 30
    #expect(abs(stored - gigabyteMonths) < 2e-9)
  }

  @Test("the fallback goes to the anonymous, the new since the job, and those outside the chosen share")
  func fallback() {
    let demand = demand(days: 4, perDay: 50_000, anonymous: 0.1, new: 0.2)
    let n = Double(arrivals(demand).count)
    let all = play(.batch(batch()), demand).counts
    // New users are uniformly up to 24 h old and jobs 0.53–24.53 h: P(age < job's) is 1/2 + ½ · (0.5278/24)-wide edges,
    // ∫ min(1, a/24) da/24 over 0.5278…24.5278 = 0.5 + 0.02199 − 0.02199²/2 − 0.02199²/2.
    let edge = 1900 / 3600.0 / 24
    let expected = 0.1 + 0.2 * (0.5 + edge - edge * edge)
    let standardError = (expected * (1 - expected) / n).squareRoot()
    #expect(abs(Double(all.fallbackUnknownUser) / n - expected) < 3.3 * standardError)
    let half = play(.batch(batch(share: 0.5)), demand).counts
    #expect(half.fallbackUnknownUser > all.fallbackUnknownUser)
  }

  @Test("a store's pool of connections queues when it is too small")
  func connections() throws {
    var settings = batch()
    settings.storeTime = LatencyDistribution(medianMilliseconds: 10, p99Milliseconds: 10)
    settings.storeConnections = 1
    // 70 reads a second of 10 ms: M/D/1 at 0.7 waits 11.67 ms in the mean.
    let means = try (0..<10).map { replication in
      try #require(
        play(.batch(settings), demand(days: 0.0625, perDay: 6_048_000), replication: replication)
          .latencyMilliseconds.mean)
    }
    let mean = means.reduce(0, +) / 10
    #expect(abs(mean - 21.6667) < 0.4)
  }

  @Test("the popular list is as old as its last refresh, and costs nothing")
  func popularList() {
    let outcome = play(.popular(popular), demand(days: 2, perDay: 50_000))
    #expect(outcome.usage.rows.isEmpty && outcome.counts.servedFromStore == outcome.counts.arrivals)
    #expect(outcome.ages.profileHours.count == 0)
    let ages = outcome.ages.modelHours
    #expect(ages.minimum < 0.01 && ages.maximum > 5.99 && ages.maximum <= 6 && abs((ages.mean ?? 0) - 3) < 0.05)
  }
}
