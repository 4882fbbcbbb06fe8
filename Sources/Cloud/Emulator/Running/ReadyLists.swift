import Interactions
import Recommenders
import Synchronization

/// Lists of a model's users made ahead, or kept from the first time they were asked for: a list follows from the model and the
/// user's streamed events alone, unless it is filtered, explored or very long.
final class ReadyLists: Sendable {
  /// Items that a ready list has at most; twice the service's default of 25.
  static let length = 50
  /// Users whose lists are kept: 600 bytes each, 18 MB in all.
  static let mostUsers = 30_000

  private struct Ready: Sendable {
    /// How many of the user's streamed events counted.
    let events: Int
    let items: [Int32]
    /// Beside the items; empty where the recipe gives none.
    let scores: [Double]
  }

  private let lists = Mutex<[Int32: Ready]>([:])

  init() {}

  /// The first items of a user's list, made now where it is not ready.
  ///
  /// - Parameters:
  ///   - user: index of the user; -1 for all of whom nothing is known.
  ///   - events: how many of their streamed events count.
  ///   - make: the user's list of that length.
  func list(
    of user: Int32, events: Int, count: Int, make: (_ count: Int) -> [ServedModel.Item]
  ) -> [ServedModel.Item] {
    guard count <= Self.length else { return make(count) }
    if let ready = lists.withLock({ $0[user] }), ready.events == events {
      return ready.items.prefix(count).enumerated().map { place, item in
        ServedModel.Item(index: item, score: ready.scores.isEmpty ? nil : ready.scores[place])
      }
    }
    let made = make(Self.length)
    let scores = made.compactMap(\.score)
    if scores.isEmpty || scores.count == made.count {
      let ready = Ready(events: events, items: made.map(\.index), scores: scores)
      lists.withLock { lists in
        if lists.count >= Self.mostUsers { lists.removeAll(keepingCapacity: true) }
        lists[user] = ready
      }
    }
    return Array(made.prefix(count))
  }
}

extension Endpoint {
  /// The list of a user without filter and exploration.
  ///
  /// - Parameter events: how many of their streamed events count.
  func list(of user: String?, events: Int, count: Int, memory: inout ServedModel.Memory) -> [ServedModel.Item] {
    let number = isForAll ? -1 : user.flatMap { model.users[$0] } ?? (events == 0 ? -1 : nil)
    func made(_ count: Int) -> [ServedModel.Item] {
      model.recommend(
        to: isForAll ? .unknown : profile(of: user, events: events), count: count, allowed: nil, hasScores: hasScores,
        memory: &memory)
    }
    guard let number else { return made(count) }
    return model.ready.list(of: number, events: isForAll ? 0 : events, count: count, make: made)
  }

  /// What is known of a user after so many of their streamed events.
  func profile(of user: String?, events: Int) -> Profile {
    guard let user else { return .unknown }
    return model.profile(of: user, since: data.streamed(of: user, first: events, from: model.streamed, subject))
  }

  /// Makes the lists of all users that the model knows, as long as that is wanted.
  ///
  /// - Parameters:
  ///   - now: microseconds of the simulated clock.
  ///   - isWanted: asked before each.
  func makeReady(at now: Int64, while isWanted: () -> Bool) {
    guard type == "USER_PERSONALIZATION", exploration == nil, model.trained.users.count <= ReadyLists.mostUsers else {
      return
    }
    for user in model.trained.users {
      guard isWanted() else { return }
      model.withMemory { memory in
        _ = list(of: user, events: data.streamedCount(of: user, at: now), count: 1, memory: &memory)
      }
    }
  }
}
