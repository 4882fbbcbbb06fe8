import Evaluation
import Interactions
import Measures
import Reports

/// The leakage X-ray of a training and a test file: what the training knows of the test, and what nobody could know.
package struct HoldoutLeakage: Sendable {
  /// Events that leak in one way.
  struct Found: Sendable {
    let leak: SplitLeakage.Leak
    /// Test events that the training touches.
    let test: Named
    /// Training events that touch the test, where the leak is one of single events; else nil.
    let training: Named?
  }

  /// Some events of a file: their number, and those of the first rows, in order.
  struct Named: Sendable {
    let count: Int
    let first: [Int]
  }

  /// Most events and rows of a leak and file that are named; all are counted.
  package static let named = 20

  private let log: InteractionLog
  private let isTest: [Bool]
  /// The row of each event's own file, from 1 with the header; nil where a file does not tell.
  private let rows: [Int32]?
  private let found: [Found]
  /// Whether both files have times; without them only what needs none is looked for.
  private let hasTimes: Bool

  /// - Parameters:
  ///   - train: the training file, as it was read.
  ///   - test: the test file.
  ///   - joined: both as one log, where it is at hand.
  package init(train: LogReading, test: LogReading, joined: GivenSplit? = nil) {
    let logs = [train.log, test.log]
    let joined = joined ?? GivenSplit(train: train.log, test: test.log)
    let log = joined.log
    self.log = log
    isTest = joined.isTest
    hasTimes = logs.allSatisfy(\.hasTimes)
    var rows: [Int32]?
    if let trainRows = train.rows, let testRows = test.rows {
      rows = joined.sources.map { $0.isTest ? testRows[$0.event] : trainRows[$0.event] }
    }
    self.rows = rows
    let leakage = SplitLeakage(log, isTest: joined.isTest, examples: .max)
    let training = LeakingTraining(log, joined.isTest)
    let hasTimes = hasTimes
    func named(_ events: [Int]) -> Named {
      var first: [Int] = []
      for event in events {
        let place = first.partitioningIndex { other in rows.map { $0[event] < $0[other] } ?? (event < other) }
        guard place < Self.named else { continue }
        first.insert(event, at: place)
        if first.count > Self.named { first.removeLast() }
      }
      return Named(count: events.count, first: first)
    }
    found = zip(SplitLeakage.Leak.allCases, leakage.examples).compactMap { leak, events -> Found? in
      let needsTimes = [.laterOfUser, .laterOfAnybody, .sharedSession, .duplicate].contains(leak)
      guard !needsTimes || hasTimes else { return nil }
      return Found(leak: leak, test: named(events), training: training.events(leak).map(named))
    }
  }

  private var testEvents: Int { isTest.count { $0 } }

  /// What a reader must know, a sentence a leak that is there: its test events, and which they are, by rows of both files.
  package var sentences: [String] {
    found.filter { $0.test.count > 0 }.map { found in
      let share = Format.percent(Double(found.test.count) / Double(max(1, testEvents)))
      var text = "Leakage X-ray: \(found.test.count) of \(testEvents) test events (\(share)) \(found.leak.clause): "
      text +=
        found.test.first.prefix(5).map(self.text).joined(separator: "; ") + (found.test.count > 5 ? "; …" : "") + "."
      if rows != nil {
        text += " Test file, \(rowsText(found.test))"
        if let training = found.training, training.count > 0 { text += "; training file, \(rowsText(training))" }
        text += " (from 1 with the header)."
      }
      return text
    } + (hasTimes ? [] : ["Leakage X-ray: the files have no times, so nothing can be said of training on the future."])
  }

  /// Such as `rows 3, 7, 9 and 12 more`.
  private func rowsText(_ events: Named) -> String {
    guard let rows else { return "" }
    let more = events.count - events.first.count
    return (events.count == 1 ? "row " : "rows ") + events.first.map { "\(rows[$0])" }.joined(separator: ", ")
      + (more > 0 ? " and \(more) more" : "")
  }

  /// Counts, examples and rows by leak.
  package var json: JSONValue {
    [
      "testEvents": .integer(testEvents), "trainEvents": .integer(log.count - testEvents),
      "hasTimes": .boolean(hasTimes), "rowsFrom": .string("1 with the header"),
      "leaks": .array(
        found.map { found in
          [
            "leak": .string(found.leak.rawValue), "events": .integer(found.test.count),
            "examples": .array(found.test.first.prefix(5).map { .string(text($0)) }), "rows": json(rowsOf: found.test),
            "trainEvents": found.training.map { .integer($0.count) } ?? .null,
            "trainRows": found.training.map { json(rowsOf: $0) } ?? .null,
          ]
        }),
    ]
  }

  /// The rows of the first events.
  private func json(rowsOf events: Named) -> JSONValue {
    guard let rows else { return .null }
    return .array(events.first.map { .integer(Int(rows[$0])) })
  }

  /// An event by user, item and time.
  private func text(_ event: Int) -> String {
    let names =
      log.users[Int(log.userIDs[event])].shortAndPlain + " " + log.items[Int(log.itemIDs[event])].shortAndPlain
    return hasTimes ? "\(names) \(Instant(seconds: log.timestamps[event]))" : names
  }
}

/// Training events that know of the test what nobody could know.
private struct LeakingTraining {
  private let later: [Int]
  private let laterOfUser: [Int]
  private let duplicates: [Int]

  init(_ log: InteractionLog, _ isTest: [Bool]) {
    struct Event: Hashable {
      let user: Int32
      let item: Int32
      let second: Int64
    }
    var firstOfUser = [Int64](repeating: .max, count: log.users.count)
    var tests: Set<Event> = []
    for event in 0..<log.count where isTest[event] {
      let user = log.userIDs[event]
      firstOfUser[Int(user)] = min(firstOfUser[Int(user)], log.timestamps[event])
      tests.insert(Event(user: user, item: log.itemIDs[event], second: log.timestamps[event]))
    }
    let first = firstOfUser.min() ?? .max
    let training = (0..<log.count).filter { !isTest[$0] }
    later = training.filter { log.timestamps[$0] > first }
    laterOfUser = training.filter { log.timestamps[$0] > firstOfUser[Int(log.userIDs[$0])] }
    duplicates = training.filter {
      tests.contains(Event(user: log.userIDs[$0], item: log.itemIDs[$0], second: log.timestamps[$0]))
    }
  }

  /// Those of a leak; nil where it is none of single training events.
  func events(_ leak: SplitLeakage.Leak) -> [Int]? {
    switch leak {
    case .laterOfUser: laterOfUser
    case .laterOfAnybody: later
    case .duplicate: duplicates
    case .sharedSession, .repeated, .unknownUser, .unknownItem: nil
    }
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
