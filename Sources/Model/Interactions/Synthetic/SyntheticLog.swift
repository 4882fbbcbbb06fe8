import Measures
import Randomness

/// A made-up log of a shop, with what is true of it: for demos, tests, and studies in which the truth must be known.
///
/// Users have lasting tastes; in a session an intent of the moment often overrides them, so that the last events say
/// more than yesterday's profile. Popularity has a long tail and wanders; items and users appear over time; visits follow
/// the hours of the week. No two events of a user share a second.
package struct SyntheticLog: Sendable {
  /// Views (no value) and purchases (value: price), in order of time; names in order of first event.
  package let log: InteractionLog
  /// Category of each item of the log.
  package let itemCategories: [Int32]
  /// First second at which each item of the log was in the catalogue.
  package let itemBirths: [Int64]
  /// Session of each event, numbered by start.
  package let sessions: [Int32]

  /// The log of a seed; the same on every run.
  package init(_ parameters: SyntheticParameters = SyntheticParameters(), seed: UInt64) {
    precondition(parameters.users > 0 && parameters.items > 0 && parameters.days > 0 && parameters.events >= 0)
    precondition(parameters.hourOfWeekWeights.count == 168)
    let visits = SyntheticSessions(parameters, seed: seed)
    var catalogue = SyntheticCatalogue(parameters, seed: seed)
    var events = SyntheticEvents(parameters, end: visits.end, seed: seed)
    var day = 0
    for session in visits.instants.indices {
      let today = Int((visits.instants[session] - visits.start) / 86_400)
      while day < today {
        day += 1
        catalogue.advance(to: day)
      }
      events.play(session, of: visits, catalogue)
    }
    let order = stableOrder(of: events.timestamps)
    let users = Renumbering(order.map { events.users[Int($0)] }, prefix: "user-")
    let items = Renumbering(order.map { events.items[Int($0)] }, prefix: "item-")
    let types = Renumbering(order.map { Int32(events.isPurchase[Int($0)] ? 1 : 0) }, prefix: "")
    log = InteractionLog(
      users: users.names, items: items.names,
      eventTypes: types.originals.map { $0 == 1 ? "purchase" : "view" }, userIDs: users.numbers,
      itemIDs: items.numbers, timestamps: order.map { events.timestamps[Int($0)] },
      eventTypeIDs: types.numbers.map { UInt8($0) },
      values: order.map { events.isPurchase[Int($0)] ? catalogue.prices[Int(events.items[Int($0)])] : .nan })
    sessions = order.map { events.sessions[Int($0)] }
    itemCategories = items.originals.map { catalogue.categories[Int($0)] }
    itemBirths = items.originals.map { visits.start + Int64(catalogue.birthDays[Int($0)]) * 86_400 }
  }
}

/// Numbers in order of first appearance, and names by the original number.
private struct Renumbering {
  var numbers: [Int32] = []
  var originals: [Int32] = []
  let names: [String]

  init(_ ids: [Int32], prefix: String) {
    var known = [Int32](repeating: -1, count: Int(ids.max() ?? -1) + 1)
    numbers.reserveCapacity(ids.count)
    for id in ids {
      if known[Int(id)] < 0 {
        known[Int(id)] = Int32(originals.count)
        originals.append(id)
      }
      numbers.append(known[Int(id)])
    }
    names = originals.map { "\(prefix)\($0 + 1)" }
  }
}
