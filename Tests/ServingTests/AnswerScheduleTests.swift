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

  private func schedule(_ kind: Plan.Kind, reference: BatchSettings = batch(), throttled: Double = 0) -> AnswerSchedule
  {
    AnswerSchedule(
      plan: Plan(name: "shop", kind: kind), requests: requests, reference: reference, users: 1000, utcOffset: .zero,
      seed: 1, throttledShare: throttled)
  }

  @Test("no answer knows anything from its own second or later", arguments: everyKind)
  func causality(plan: Plan) {
    for throttled in [0, 0.3] {
      let schedule = schedule(plan.kind, throttled: throttled)
      #expect(schedule.answers.count == requests.count && schedule.isKnownToBatch.count == requests.count)
      for (request, answer) in zip(requests, schedule.answers) {
        #expect(answer.profileCutSeconds <= request.seconds && answer.modelCutSeconds <= request.seconds)
        #expect(answer.source == .campaign || answer.modelCutSeconds <= answer.profileCutSeconds)
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
      AnswerSchedule(
        plan: Plan(name: "b", kind: .batch(batch(share: share))), requests: [request], reference: batch(), users: 1000,
        utcOffset: .zero, seed: 1, throttledShare: 0
      ).answers.first?.source
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

  @Test("throttled requests of a campaign get the popular list, as many as the simulation says")
  func throttling() {
    let answers = schedule(.campaign(campaign()), throttled: 0.3).answers
    let fallback = Double(answers.count { $0.source == .popularList })
    #expect(abs(fallback - 0.3 * 617) < 3.3 * (617 * 0.21).squareRoot())
    #expect(schedule(.campaign(campaign()), throttled: 1).answers.allSatisfy { $0.source == .popularList })
    #expect(schedule(.batch(batch()), throttled: 1).answers == schedule(.batch(batch())).answers)
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
    let none = AnswerSchedule(
      plan: everyKind[0], requests: [], reference: batch(), users: 1, utcOffset: .zero, seed: 1, throttledShare: 0)
    #expect(none.answers.isEmpty && none.isKnownToBatch.isEmpty)
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
