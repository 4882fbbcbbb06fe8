import Demand
import Measures
import Serving
import Statistics
import Testing

@Suite("Recommenders, our own model, and jobs that fail")
struct OwnAndRecommenderTests {
  @Test("a recommender is paid for the hours it is active and answers ten minutes after each start")
  func recommenderHours() {
    let demand = demand(days: 3, perDay: 20_000)
    let outcome = play(.recommender(recommender(from: 8, to: 20)), demand)
    #expect(outcome.usage.total(of: .recommenderHours) == Quantity(36))
    let stopped = arrivals(demand).count { arrival in
      let sinceMidnight = (arrival.microseconds - monday.microseconds) % 86_400_000_000
      return sinceMidnight < 29_400_000_000 || sinceMidnight >= 72_000_000_000
    }
    #expect(outcome.counts.fallbackStopped == stopped && outcome.counts.unaccounted == 0)
    #expect(outcome.usage.total(of: .recommenderRequests) == Quantity(outcome.counts.servedByCampaign))
    let rows = outcome.usage.rows.filter { $0.meter == .recommenderRequests }
    #expect(rows.allSatisfy { ($0.end - $0.start).hours == 1 && $0.start.microseconds % 3_600_000_000 == 0 })
    // Its trainings are in the hour's price; what is imported is paid.
    #expect(outcome.usage.total(of: .trainingInteractions) == .zero && outcome.usage.total(of: .ingestedGB) > .zero)
    #expect(outcome.usage.total(of: .requests) == .zero && outcome.usage.traffic.isEmpty)
  }

  @Test("a recommender that is never stopped answers as a campaign does")
  func alwaysOn() {
    let demand = demand(days: 2, perDay: 200_000)
    let (recommended, campaigned) = (
      play(.recommender(recommender(from: 0, to: 0)), demand), play(.campaign(campaign()), demand)
    )
    #expect(recommended.counts == campaigned.counts && recommended.latencies == campaigned.latencies)
    #expect(recommended.usage.total(of: .recommenderHours) == Quantity(48))
    #expect(
      recommended.usage.rows.filter { $0.meter == .recommenderUsers }.map(\.quantity)
        == [1000, 1000].map { Quantity($0) })
  }

  @Test("our own model pays for an instance and a store and nothing of the service")
  func ownUsage() {
    let demand = demand(days: 4, perDay: 9000)
    let always = play(.own(own()), demand).usage
    #expect(always.total(of: .ec2SmallHours) == Quantity(96))
    let service: [Meter] = [
      .ingestedGB, .trainingHours, .trainingInteractions, .batchRequestsV2, .batchRequestsLegacy, .requests,
      .s3PutRequests,
    ]
    #expect(service.allSatisfy { always.total(of: $0) == .zero })
    #expect(always.total(of: .dynamoDBWriteUnits) == Quantity(4000))
    // 5 minutes of export, 10 of import, 60 of training and 100 s for a thousand users, four times.
    let runs = play(.own(own(instance: .duringRuns)), demand).usage.total(of: .ec2SmallHours)
    #expect(abs(runs.approximate - 4 * (75.0 / 60 + 100.0 / 3600)) < 1e-6)
  }

  @Test("our own model is as old as its lists, for every run trains")
  func ownAges() {
    let outcome = play(.own(own()), demand(days: 4, perDay: 9000))
    #expect(outcome.ages.modelHours == outcome.ages.catalogueHours && outcome.jobs == 4)
    #expect(outcome.ages.modelHours.maximum < 24 + 1.3 && outcome.ages.modelHours.minimum >= 1.27)
  }

  @Test("jobs fail as often as stated, retries follow after their pause, and lists that fail twice stay away")
  func failures() {
    var settings = batch(every: .hours(2))
    settings.failures = JobFailures(share: 0.3, retries: 1, pause: .minutes(10))
    let timeline = BatchTimeline(
      settings, from: monday, to: monday + .days(100), users: 1000, utcOffset: .zero, seed: 5, replication: 0)
    let n = Double(timeline.jobs.count + timeline.givenUp.count)
    #expect(n > 1200)
    #expect(abs(Double(timeline.givenUp.count) - 0.09 * n) < 3.3 * (n * 0.09 * 0.91).squareRoot())
    let retried = timeline.jobs.filter { $0.failedAttempts == 1 }
    #expect(abs(Double(retried.count) - 0.21 * n) < 3.3 * (n * 0.21 * 0.79).squareRoot())
    #expect(timeline.failures.count == retried.count + 2 * timeline.givenUp.count)
    for job in retried where !job.trains {
      // A failed attempt lasts up to its 20 minutes and 100 s; then the pause, and the work again.
      let minutes = (job.visibleAt - job.snapshot).seconds / 60
      #expect(minutes >= 10 + 10 + 21.6 && minutes <= 10 + 10 + 21.7 * 2)
    }
    settings.failures = JobFailures(share: 0.95, retries: 0, pause: .zero)
    let outcome = play(.batch(settings), demand(days: 3, perDay: 3000))
    #expect(outcome.counts.unaccounted == 0 && outcome.failedJobAttempts == outcome.jobsGivenUp)
    #expect(outcome.jobs + outcome.jobsGivenUp == 36)
    // Jobs that were given up are not billed; assumption.
    #expect(outcome.usage.total(of: .batchRequestsV2) == Quantity(1000 * outcome.jobs))
  }

  @Test("a job that is due while one runs is left out, waits, or runs beside it")
  func overlap() {
    // A job takes 10 + 20 minutes and 100 s (and 60 minutes more to train); one is due every ten minutes.
    func timeline(_ overlap: BatchSettings.Overlap) -> BatchTimeline {
      var settings = batch(every: .minutes(10))
      settings.overlap = overlap
      return BatchTimeline(
        settings, from: monday, to: monday + .days(1), users: 1000, utcOffset: .zero, seed: 1, replication: 0)
    }
    func starts(_ timeline: BatchTimeline) -> [Double] { timeline.runs.map { ($0.start - monday).seconds } }
    let (skipped, queued, parallel) = (timeline(.skip), timeline(.queue), timeline(.parallel))
    #expect(parallel.skipped.isEmpty && parallel.runs.count > 140)
    for timeline in [skipped, queued] {
      #expect(zip(timeline.runs, timeline.runs.dropFirst()).allSatisfy { $0.end <= $1.start })
      #expect(!timeline.skipped.isEmpty)
    }
    // Skipping waits for the next date, 40 minutes on; queueing starts at once.
    let gaps = zip(starts(skipped), starts(skipped).dropFirst()).map { $1 - $0 }
    #expect(gaps.allSatisfy { $0.truncatingRemainder(dividingBy: 600) == 0 } && gaps.contains(2400))
    #expect(zip(queued.runs.dropFirst(1), queued.runs.dropFirst(2)).allSatisfy { $0.end == $1.start })
    #expect(skipped.runs.count + skipped.skipped.count == parallel.runs.count)
  }

  @Test("an export makes lists later, not older")
  func export() {
    var settings = batch()
    settings.exportTime = fixed(.minutes(30))
    let timeline = BatchTimeline(
      settings, from: monday, to: monday + .days(2), users: 1000, utcOffset: .zero, seed: 1, replication: 0)
    #expect(timeline.jobs.allSatisfy { ($0.visibleAt - $0.snapshot).seconds == ($0.trains ? 5500 : 1900) + 1800 })
  }
}
