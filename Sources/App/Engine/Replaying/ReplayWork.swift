import Evaluation
import Interactions
import Measures
import Scenarios
import Serving

/// A replay in the making: courses of plans and variants, and the questions they ask.
struct ReplayWork: Sendable {
  let ground: ReplayGround
  let settings: ReplaySettings
  let variants: ReplayVariants
  /// Of the plans, on all requests.
  private(set) var courses: [ReplayCourse]
  /// Positions of the requests of all curves.
  private(set) var sample: [Int] = []
  /// Of the batch by period, real time last, if there is any.
  private(set) var periodCourses: [ReplayCourse] = []
  private(set) var hourCourses: [ReplayCourse] = []
  private(set) var retrainingCourses: [ReplayCourse] = []
  /// The batch as it is in the scenario, on all requests: what hybrid and segments are made from.
  private(set) var batchCourse: ReplayCourse?
  private(set) var liveCourse: ReplayCourse?
  private(set) var splits: [(plan: Int, questions: LossSplit.Questions)] = []
  private(set) var table: QuestionTable
  private(set) var notes: [String] = []
  /// Days between trainings that were tried.
  private(set) var retrainingDays: [Double] = []

  /// At most so many variants play the demand: real time twice, and each of the trainings.
  static let variantsPlayed = 2 + trainingDays.count

  /// Local hours at which a daily job is tried.
  static let hours = Array(stride(from: 0, to: 24, by: 3))
  /// Days between trainings that are tried, as far as the number of fits allows.
  static let trainingDays: [Double] = [1, 2, 4, 7, 14, 30, 60, 90]
  /// Hours between the trainings of a fresh model, of which the densest is taken that the number of fits allows.
  private static let freshHours: [Int64] = [1, 3, 6, 12, 24, 48, 96, 168, 336, 720, 2160]
  /// Grids of catalogue updates, in hours; 0 takes them as they come.
  private static let catalogueHours: [Int64] = [0, 6, 12, 24, 48, 168, 336, 720, 8760]

  init(ground: ReplayGround, settings: ReplaySettings, variants: ReplayVariants, courses: [ReplayCourse]) {
    self.ground = ground
    self.settings = settings
    self.variants = variants
    self.courses = courses
    table = QuestionTable(
      log: ground.log, requests: ground.requests, histories: ground.histories, catalogue: ground.catalogue)
  }

  /// Plays the variants for curves and decision numbers.
  mutating func addVariants() async {
    let scenario = ground.scenario
    sample = ground.sample(atMost: settings.curveRequests ?? scenario.evaluation.requests)
    let all = Array(0..<ground.requests.count)
    let isFrozen = settings.isFrozen
    let wholes = await ground.courses(
      [Plan(name: "batch", kind: .batch(variants.batch))] + (variants.live.map { [$0] } ?? []), at: all,
      isFrozen: isFrozen)
    batchCourse = wholes[0]
    liveCourse = wholes.count > 1 ? wholes[1] : nil
    periodCourses =
      await ground.courses(
        FreshnessCurve.periodsHours.map(variants.batch(everyHours:)) + (variants.live.map { [$0] } ?? []), at: sample,
        isFrozen: isFrozen)
    let hourly = await ground.courses(Self.hours.map(variants.batch(atHour:)), at: sample, isFrozen: isFrozen)
    let model = periodCourses[FreshnessCurve.periodsHours.firstIndex(of: 24) ?? 0].answers
    hourCourses = hourly.map { course in
      ReplayCourse(
        name: course.name, positions: course.positions, answers: Self.answers(course.answers, withModelsOf: model),
        isKnownToJob: course.isKnownToJob)
    }
    // A fit for each training in the time at most: a third of all fits may go into the densest.
    retrainingDays = Self.trainingDays.filter { ground.days / $0 <= Double(settings.fits) / 3 && $0 <= ground.days }
    let left = Self.trainingDays.filter { $0 <= ground.days && !retrainingDays.contains($0) }
    if !left.isEmpty {
      notes.append(
        "Not tried, for they need more than --fits \(settings.fits) allows: trainings every "
          + left.map { ReplayVariants.text(hours: $0 * 24) }.joined(separator: ", ") + ".")
    }
    retrainingCourses = await ground.courses(
      retrainingDays.map(variants.retrained(everyDays:)), at: sample, isFrozen: isFrozen)
  }

  /// The same answers with the models of another schedule, so that they differ in their users' profiles alone.
  private static func answers(_ answers: [Answer], withModelsOf others: [Answer]) -> [Answer] {
    var model = others.first { $0.source == .store }?.modelCutSeconds
    return zip(answers, others).map { answer, other in
      if other.source == .store { model = other.modelCutSeconds }
      guard answer.source == .store, let model else { return answer }
      return answer.with(modelCutSeconds: model)
    }
  }

  /// Asks everything, on the finest grid of catalogue updates that needs no more models than allowed.
  mutating func ask() {
    for hours in Self.catalogueHours {
      var trial = self
      trial.table = QuestionTable(
        log: ground.log, requests: ground.requests, histories: ground.histories, catalogue: ground.catalogue,
        catalogueGridSeconds: hours * 3600)
      trial.askAll()
      let models = trial.table.states.count { !$0.isPopularList }
      guard models <= settings.fits || hours == Self.catalogueHours.last else { continue }
      self = trial
      if hours > 0 {
        notes.append(
          "New items enter between trainings on a grid of \(ReplayVariants.text(hours: Double(hours))) and not as they "
            + "would, to keep the number of models at \(Format.count(models)); --fits allows more.")
      }
      if models > settings.fits {
        notes.append("Trainings alone need \(models) models, more than the \(settings.fits) of --fits.")
      }
      return
    }
  }

  private mutating func askAll() {
    for index in courses.indices { table.ask(&courses[index]) }
    guard !sample.isEmpty else { return }
    for index in periodCourses.indices { table.ask(&periodCourses[index]) }
    for index in hourCourses.indices { table.ask(&hourCourses[index]) }
    for index in retrainingCourses.indices { table.ask(&retrainingCourses[index]) }
    if var batch = batchCourse {
      table.ask(&batch)
      batchCourse = batch
    }
    if var live = liveCourse {
      table.ask(&live)
      liveCourse = live
    }
    let fresh = freshCuts()
    splits = []
    for (plan, course) in courses.enumerated() where course.answers.contains(where: { $0.source.isOfModel }) {
      let questions = LossSplit.Questions(
        sample.map { course.answers[$0] }, at: sample, freshCuts: fresh, table: &table)
      splits.append((plan, questions))
    }
  }

  /// Instants at which a fresh model is trained: the densest grid on which the curves' requests need no more than a third of
  /// all fits.
  private func freshCuts() -> [Int64] {
    let instants = sample.map { ground.requests.instants[$0] }
    for hours in Self.freshHours {
      var cuts: [Int64] = []
      for instant in instants {
        let cut = instant / (hours * 3600) * (hours * 3600)
        if cuts.last != cut { cuts.append(cut) }
      }
      if cuts.count <= max(1, settings.fits / 3) || hours == Self.freshHours.last { return cuts }
    }
    return []
  }
}

extension QuestionTable {
  /// Asks for all answers of a course.
  mutating func ask(_ course: inout ReplayCourse) { course.places = ask(course.answers, at: course.positions) }
}

extension Answer.Source {
  /// Whether a model made the list for the user.
  var isOfModel: Bool {
    switch self {
    case .campaign, .cache, .store: true
    case .popularList, .nothing: false
    }
  }
}

extension Answer {
  /// The way it took.
  var route: ReplayRoute {
    switch source {
    case .campaign: .campaign
    case .cache: .cache
    case .store: .store
    case .popularList: failure == nil ? .popular : .fallback
    case .nothing: .nothing
    }
  }
}
