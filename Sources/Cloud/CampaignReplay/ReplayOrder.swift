import Interactions

/// Which step of a script comes next: in the log's order, but that a user's steps wait for one another, and for the service to
/// know what was told of the user before. Others go ahead of those that wait.
struct ReplayOrder: Sendable {
  /// What can be done now.
  enum Choice: Hashable, Sendable {
    case step(Int)
    /// Nothing before the service's clock stands there.
    case held(until: Int64)
    /// Nothing before a step that is under way is done.
    case busy
    case finished
  }

  private let steps: [ReplayScript.Step]
  private var isStarted: [Bool]
  /// The first step that is not started.
  private var first = 0
  private var isBusy: [Bool]
  /// Where the service's clock must stand for a user's next step.
  private var heldUntil: [Int64]
  /// How many steps that are not started are looked at.
  private let window: Int

  /// - Parameter isDone: by step.
  init(_ script: ReplayScript, isDone: [Bool], window: Int) {
    steps = script.steps
    isStarted = isDone
    isBusy = [Bool](repeating: false, count: script.log.users.count)
    heldUntil = [Int64](repeating: .min, count: script.log.users.count)
    self.window = window
  }

  /// The choice when the service's clock stands at an instant.
  mutating func next(at now: Int64) -> Choice {
    while first < steps.count, isStarted[first] { first += 1 }
    guard first < steps.count else { return .finished }
    var seen = Set<Int32>()
    var earliest: Int64?
    var looked = 0
    var index = first
    while index < steps.count, looked < window {
      defer { index += 1 }
      guard !isStarted[index] else { continue }
      looked += 1
      let user = steps[index].user
      // A user's later steps wait for the first of them.
      guard seen.insert(user).inserted, !isBusy[Int(user)] else { continue }
      let held = heldUntil[Int(user)]
      if held <= now { return .step(index) }
      earliest = min(earliest ?? held, held)
    }
    return earliest.map { .held(until: $0) } ?? .busy
  }

  mutating func start(_ step: Int) {
    isStarted[step] = true
    isBusy[Int(steps[step].user)] = true
  }

  /// - Parameter held: where the service's clock must stand for the user's next step.
  mutating func finish(_ step: Int, held: Int64) {
    let user = Int(steps[step].user)
    isBusy[user] = false
    heldUntil[user] = max(heldUntil[user], held)
  }

  /// Holds a user back from the beginning, as after a stop.
  mutating func hold(_ user: Int32, until held: Int64) { heldUntil[Int(user)] = max(heldUntil[Int(user)], held) }
}
