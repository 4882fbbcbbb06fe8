import Demand
import Measures
import Serving
import Testing

@Suite("Answer schedule")
struct AnswerScheduleTests {
  /// A request every 7 minutes for three days; every fifth by a user first seen an hour before, of no known rank.
  private let requests = (0..<617).map { index in
    let seconds = monday.seconds + Int64(index) * 420
    return index % 5 == 0
      ? LoggedRequest(seconds: seconds, firstSeenSeconds: seconds - 3600, activityRank: 1)
      : LoggedRequest(
        seconds: seconds, firstSeenSeconds: monday.seconds - 1_000_000, activityRank: Double(index % 100) / 100)
  }

  private func schedule(
    _ kind: Plan.Kind, reference: BatchSettings = batch(), cache: CacheSettings? = nil, perDay: Double = 1000
  ) -> AnswerSchedule {
    answers(Plan(name: "shop", kind: kind, cache: cache), to: requests, reference: reference, perDay: perDay)
  }

  private func answers(
    _ plan: Plan, to requests: [LoggedRequest], reference: BatchSettings = batch(), perDay: Double = 1000
  ) -> AnswerSchedule {
    Simulator(
      plan: plan, demand: demand(days: 3, perDay: perDay), data: volume, utcOffset: .zero, seed: 1
    ).answers(to: requests, reference: reference)
  }

  @Test("no answer knows anything from its own second or later", arguments: everyKind)
  func causality(plan: Plan) {
    for perDay in [1000.0, 500_000] {
      let schedule = schedule(plan.kind, cache: plan.cache, perDay: perDay)
      #expect(schedule.answers.count == requests.count && schedule.isKnownToBatch.count == requests.count)
      for (request, answer) in zip(requests, schedule.answers) {
        #expect(answer.profileCutSeconds <= request.seconds && answer.modelCutSeconds <= request.seconds)
        #expect([.campaign, .cache].contains(answer.source) || answer.modelCutSeconds <= answer.profileCutSeconds)
        // A batch takes in new items with a training; live answers also between trainings, never later than the request.
        #expect(answer.catalogueCutSeconds <= request.seconds && answer.catalogueCutSeconds >= answer.modelCutSeconds)
        #expect([.campaign, .cache].contains(answer.source) || answer.catalogueCutSeconds == answer.modelCutSeconds)
      }
    }
  }

  @Test("as period and delays go to nothing, batch and campaign know the same")
  func limit() {
    let instant = TrainingSettings(
      family: .v2, every: .days(7), timeOfDay: .hours(2), importTime: fixed(.zero), wallTime: fixed(.zero),
      billedHours: 0)
    var quick = batch(every: .seconds(1), training: instant, overhead: fixed(.zero))
    quick.usersPerSecond = 1e12
    var live = campaign()
    live.training = instant
    live.eventDelay = fixed(.zero)
    live.modelUpdateTime = fixed(.zero)
    let stored = schedule(.batch(quick))
    let answered = schedule(.campaign(live))
    for index in requests.indices where stored.answers[index].source == .store {
      #expect(stored.answers[index].profileCutSeconds == answered.answers[index].profileCutSeconds)
      #expect(stored.answers[index].modelCutSeconds == answered.answers[index].modelCutSeconds)
    }
    #expect(stored.answers.allSatisfy { $0.source == .store })
    #expect(stored.answers.map(\.profileCutSeconds) == requests.map(\.seconds))
  }

  @Test("a delay of 1–2 s hides exactly the events of the last second and the request's own")
  func delay() {
    let answers = schedule(.campaign(campaign())).answers
    #expect(zip(requests, answers).allSatisfy { $1.profileCutSeconds == $0.seconds - 1 && $1.source == .campaign })
  }

  @Test("a batch answers from the last visible job, users first seen after its snapshot from the popular list")
  func batchRoutes() {
    let schedule = schedule(.batch(batch()))
    for (index, request) in requests.enumerated() {
      // Jobs at 02:00 are visible 1,900 s later.
      let sinceTwo = (request.seconds - monday.seconds - 7200 - 1900 + 86_400 * 10) / 86_400 - 10
      let snapshot = monday.seconds + 7200 + sinceTwo * 86_400
      let answer = schedule.answers[index]
      // The Sunday's training job takes an hour more; its list shows from the first request on all the same.
      #expect(answer.profileCutSeconds == snapshot, "request \(index)")
      let isKnown = request.firstSeenSeconds < snapshot
      #expect(schedule.isKnownToBatch[index] == isKnown)
      #expect((answer.source == .store) == isKnown, "request \(index)")
    }
    #expect(schedule.isKnownToBatch.contains(true) && schedule.isKnownToBatch.contains(false))
  }

  @Test("a batch for all answers users who came in the held-out time; one for the most active half does not")
  func newcomers() {
    let request = LoggedRequest(
      seconds: monday.seconds + 40 * 3600, firstSeenSeconds: monday.seconds + 1000, activityRank: 1)
    func source(_ share: Double) -> Answer.Source? {
      answers(Plan(name: "b", kind: .batch(batch(share: share))), to: [request]).answers.first?.source
    }
    #expect(source(1) == .store && source(0.5) == .popularList)
  }

  @Test("a hybrid sends the most active and, where told, the unknown to the campaign")
  func hybridRoutes() {
    for sendsUnknown in [true, false] {
      let routing = HybridRouting(mostActiveShare: 0.3, sendsUnknownUsers: sendsUnknown)
      let schedule = schedule(.hybrid(batch(), campaign(), routing))
      for (index, request) in requests.enumerated() {
        let expected: Answer.Source =
          schedule.isKnownToBatch[index]
          ? (request.activityRank < 0.3 ? .campaign : .store) : (sendsUnknown ? .campaign : .popularList)
        #expect(schedule.answers[index].source == expected)
      }
    }
  }

  @Test("at a moment when the campaign throttles, a request of the log is throttled too; at others it is not")
  func throttling() {
    // 0.4 requests a second all day, and twenty times as many for six hours that a campaign of two cannot answer.
    let burst = Burst(start: monday + .hours(30), duration: .hours(6), factor: 20, ramp: .zero)
    let demand = demand(days: 3, perDay: 34_560, bursts: [burst])
    let plan = Plan(name: "shop", kind: .campaign(campaign(maximum: 2, attempts: 2, burstSeconds: 20)))
    let simulator = Simulator(plan: plan, demand: demand, data: volume, utcOffset: .zero, seed: 1)
    let answers = simulator.answers(to: requests, reference: batch()).answers
    let hours = requests.map { request -> Int64 in (request.seconds - monday.seconds) / 3600 }
    let quiet: [Answer] = answers.indices.filter { !(30..<36).contains(hours[$0]) }.map { answers[$0] }
    #expect(quiet.count { $0.failure != nil } < 3)
    let busy: [Answer] = answers.indices.filter { (30..<36).contains(hours[$0]) }.map { answers[$0] }
    // As many as in the simulation of the same hours: of eight a second two are answered.
    let throttled = busy.count { $0.failure == .throttled && $0.source == .popularList && $0.attempts == 2 }
    let windows = simulator.replication(0).windows
    func sum(_ values: [Int32]) -> Double { values[(30 * 12)..<(36 * 12)].reduce(0) { $0 + Double($1) } }
    let expected: Double = Double(busy.count) * sum(windows.fallbacks) / sum(windows.arrivals)
    let tolerance: Double = 3.3 * Double(busy.count).squareRoot() / 2
    #expect(busy.count > 40 && abs(Double(throttled) - expected) < tolerance)
    let served = answers.filter { $0.failure == nil }
    #expect(served.allSatisfy { $0.source == .campaign && $0.eventDelay >= Timespan.seconds(1) })
  }

  @Test("without a fallback list a throttled request gets nothing; asking changes nothing for others")
  func nothing() {
    var settings = campaign(maximum: 1, burstSeconds: 0.1)
    settings.hasFallback = false
    let all = schedule(.campaign(settings), perDay: 1_000_000).answers
    #expect(all.contains { $0.source == .nothing } && all.allSatisfy { $0.source != .popularList })
    let half = answers(
      Plan(name: "shop", kind: .campaign(settings)),
      to: requests.enumerated().filter { $0.offset % 2 == 0 }.map(\.element),
      perDay: 1_000_000
    ).answers
    // Whether it is throttled depends on the moment alone, however many are asked about.
    #expect(half.map(\.source) == all.enumerated().filter { $0.offset % 2 == 0 }.map(\.element.source))
  }

  @Test("a cached answer knows what was known when it was made, at the most its time to live ago")
  func cached() {
    let answers = schedule(.campaign(campaign()), cache: cache(.hours(2)), perDay: 100_000).answers
    let kept = zip(requests, answers).filter { $0.1.source == .cache }
    // The most active of a thousand users ask every few minutes; those of the log without a rank have no key.
    #expect(kept.count > 100 && kept.allSatisfy { $0.0.activityRank < 1 })
    let ages = kept.map { $0.0.seconds - $0.1.profileCutSeconds }
    #expect(ages.allSatisfy { (1...7203).contains($0) } && Set(ages).count > 50)
  }

  @Test("a stopped recommender answers with the popular list, a running one from the newest events")
  func stopped() {
    let answers = schedule(.recommender(recommender(from: 8, to: 20))).answers
    for (request, answer) in zip(requests, answers) {
      let hour = Double((request.seconds - monday.seconds) % 86_400) / 3600
      // Ten minutes pass from the start to the first answer.
      let runs = hour >= 8 + 1 / 6.0 && hour < 20
      #expect(answer.source == (runs ? .campaign : .popularList) && (answer.failure == .stopped) == !runs)
    }
  }

  @Test("our own model is that of the last run, which trained on what it exported")
  func ownModel() {
    let answers = schedule(.own(own())).answers
    #expect(answers.contains { $0.source == .store })
    for answer in answers where answer.source == .store {
      #expect(answer.modelCutSeconds == answer.jobSnapshotSeconds && answer.profileCutSeconds == answer.modelCutSeconds)
      #expect((answer.modelCutSeconds - monday.seconds - 7200) % 86_400 == 0)
    }
  }

  @Test("slices by what the nightly job knew are the same for plans without one")
  func slices() {
    let nightly = schedule(.batch(batch())).isKnownToBatch
    #expect(schedule(.campaign(campaign())).isKnownToBatch == nightly)
    #expect(schedule(.popular(popular)).isKnownToBatch == nightly)
  }

  @Test("a popular list is refreshed at its times, however often")
  func popularRefresh() {
    let answers = schedule(.popular(popular)).answers
    for (request, answer) in zip(requests, answers) {
      #expect((answer.modelCutSeconds - monday.seconds - 7200) % 21_600 == 0)
      #expect((0..<21_600).contains(request.seconds - answer.modelCutSeconds))
    }
    let restless = schedule(.popular(PopularSettings(every: .milliseconds(300), timeOfDay: .zero))).answers
    #expect(zip(requests, restless).allSatisfy { (0...1).contains($0.seconds - $1.modelCutSeconds) })
  }

  @Test("no requests, no answers")
  func empty() {
    for plan in everyKind {
      let none = answers(plan, to: [])
      #expect(none.answers.isEmpty && none.isKnownToBatch.isEmpty)
    }
  }

  @Test("models come into service in order, also when a newer one is ready first")
  func overtaking() {
    var settings = campaign()
    settings.training = TrainingSettings(
      family: .v2, every: .minutes(30), timeOfDay: .hours(2), importTime: fixed(.zero),
      wallTime: DurationRange(.minutes(10), .minutes(300)), billedHours: 1)
    let timeline = ModelTimeline(
      settings, from: monday, to: monday + .days(3), utcOffset: .zero, seed: 3, replication: 0)
    let versions = timeline.versions
    #expect(versions.count > 30 && versions.count < 140)
    #expect(zip(versions, versions.dropFirst()).allSatisfy { $0.cut < $1.cut && $0.visibleAt < $1.visibleAt })
    #expect(versions[0].visibleAt <= monday)
    let noon = monday + .hours(12)
    #expect(timeline.version(at: noon) == versions.last { $0.visibleAt <= noon })
  }
}
