import Interactions
import ListFiles
import Measures
import Reports

/// The leakage X-ray of a training and a test file: what the training knows of the test, and what nobody could know.
package struct HoldoutLeakage: Sendable {
  private let leakage: SplitLeakage
  private let log: InteractionLog
  /// Whether both files have times; without them only what needs none is looked for.
  private let hasTimes: Bool

  package init(train: InteractionLog, test: InteractionLog) {
    var (users, items) = (NamePool(), NamePool())
    let logs = [train, test]
    let userOf = logs.map { log in log.users.map { users.index(of: $0) } }
    let itemOf = logs.map { log in log.items.map { items.index(of: $0) } }
    // Events of the training come first within a second, for what is at the same time is not later.
    let events = logs.indices.flatMap { file in (0..<logs[file].count).map { (file: file, event: $0) } }
    let order = events.indices.sorted { a, b in
      let (x, y) = (events[a], events[b])
      return (logs[x.file].timestamps[x.event], a) < (logs[y.file].timestamps[y.event], b)
    }.map { events[$0] }
    log = InteractionLog(
      users: users.names, items: items.names, eventTypes: [""],
      userIDs: order.map { userOf[$0.file][Int(logs[$0.file].userIDs[$0.event])] },
      itemIDs: order.map { itemOf[$0.file][Int(logs[$0.file].itemIDs[$0.event])] },
      timestamps: order.map { logs[$0.file].timestamps[$0.event] }, eventTypeIDs: order.map { _ in 0 },
      values: order.map { _ in .nan })
    leakage = SplitLeakage(log, isTest: order.map { $0.file == 1 })
    hasTimes = logs.allSatisfy(\.hasTimes)
  }

  /// Leaks that can be told from the files, with their events.
  private var found: [(leak: SplitLeakage.Leak, count: Int, examples: [Int])] {
    zip(SplitLeakage.Leak.allCases, zip(leakage.counts, leakage.examples)).compactMap { leak, found in
      let needsTimes = [.laterOfUser, .laterOfAnybody, .sharedSession, .duplicate].contains(leak)
      return needsTimes && !hasTimes ? nil : (leak, found.0, found.1)
    }
  }

  /// What a reader must know, a sentence a leak that is there: its test events, and which they are.
  package var sentences: [String] {
    found.filter { $0.count > 0 }.map { leak, count, examples in
      let share = Format.percent(Double(count) / Double(max(1, leakage.testEvents)))
      return "Leakage X-ray: \(count) of \(leakage.testEvents) test events (\(share)) \(leak.clause): "
        + examples.map(text).joined(separator: "; ") + (count > examples.count ? "; …" : "") + "."
    } + (hasTimes ? [] : ["Leakage X-ray: the files have no times, so nothing can be said of training on the future."])
  }

  /// Counts and examples by leak.
  package var json: JSONValue {
    [
      "testEvents": .integer(leakage.testEvents), "trainEvents": .integer(leakage.trainEvents),
      "hasTimes": .boolean(hasTimes),
      "leaks": .array(
        found.map {
          [
            "leak": .string($0.leak.rawValue), "events": .integer($0.count),
            "examples": .array($0.examples.map { .string(text($0)) }),
          ]
        }),
    ]
  }

  /// An event by user, item and time.
  private func text(_ event: Int) -> String {
    let names =
      log.users[Int(log.userIDs[event])].shortAndPlain + " " + log.items[Int(log.itemIDs[event])].shortAndPlain
    return hasTimes ? "\(names) \(Instant(seconds: log.timestamps[event]))" : names
  }
}

extension SplitLeakage.Leak {
  /// The leak as the end of a sentence about test events.
  fileprivate var clause: String {
    switch self {
    case .laterOfUser: "have a later training event of their user"
    case .laterOfAnybody: "have a later training event of anybody"
    case .sharedSession: "lie in a session with training events"
    case .duplicate: "are in the training too (user, item, second)"
    case .repeated: "are on an item that the user took in training"
    case .unknownUser: "are of users only in the test"
    case .unknownItem: "are on items only in the test"
    }
  }
}

extension String {
  /// At most 24 characters, and none that steers a terminal, of a name that stands in a sentence.
  var shortAndPlain: String {
    let plain = String(
      String.UnicodeScalarView(
        unicodeScalars.map { [.control, .format].contains($0.properties.generalCategory) ? "?" : $0 }))
    return plain.count > 24 ? plain.prefix(24) + "…" : plain
  }
}
