import Interactions
import Signatures

/// What a replay through a campaign does, step by step in the order of the log: it asks for a user's list, then tells the
/// service what the user did at that second.
package struct ReplayScript: Sendable {
  /// One user at one second.
  package struct Step: Sendable, Hashable {
    /// Index of the user in the log.
    package let user: Int32
    /// Seconds since the epoch.
    package let seconds: Int64
    /// Position of the request among all replayed; −1 where nothing is asked.
    package let request: Int32
    /// Positions in `events` of what the user did then.
    package let events: Range<Int>
  }

  package let log: InteractionLog
  /// First instant held out, seconds since the epoch: the campaign was trained on what is earlier.
  package let cut: Int64
  package let steps: [Step]
  /// Events that are told, as positions in the log, step after step. Of two of a step that say the same one is left out, for
  /// the service keeps one (developer guide, "Recording events", 2025).
  package let events: [Int32]
  package let requests: HeldOutRequests
  /// SHA-256 of all that is asked and told, in hexadecimal digits: answers to another script are not this one's.
  package let checksum: String

  /// The steps from the cut to the last request.
  ///
  /// - Parameters:
  ///   - requests: those that are asked, in order of time.
  ///   - tells: whether the service is told what happens; else the users stay as they were at the cut.
  package init(_ log: InteractionLog, cut: Int64, requests: HeldOutRequests, tells: Bool) {
    self.log = log
    self.cut = cut
    self.requests = requests
    var steps: [Step] = []
    var told: [Int32] = []
    let last = requests.instants.last ?? .min
    var nextRequest = 0
    var index = log.firstIndex(atOrAfter: cut)
    while index < log.count, log.timestamps[index] <= last {
      let instant = log.timestamps[index]
      var end = index
      while end < log.count, log.timestamps[end] == instant { end += 1 }
      // Dictionaries are only looked up, never iterated.
      var asked: [Int32: Int32] = [:]
      while nextRequest < requests.count, requests.instants[nextRequest] <= instant {
        if requests.instants[nextRequest] == instant { asked[requests.users[nextRequest]] = Int32(nextRequest) }
        nextRequest += 1
      }
      var slots: [Int32: Int] = [:]
      var groups: [(user: Int32, events: [Int32])] = []
      for event in index..<end {
        let user = log.userIDs[event]
        if let slot = slots[user] {
          groups[slot].events.append(Int32(event))
        } else {
          slots[user] = groups.count
          groups.append((user, [Int32(event)]))
        }
      }
      for group in groups {
        let start = told.count
        // After the last instant nothing is asked any more.
        if tells, instant < last { told += Self.distinct(group.events, log) }
        let request = asked[group.user] ?? -1
        guard request >= 0 || told.count > start else { continue }
        steps.append(Step(user: group.user, seconds: instant, request: request, events: start..<told.count))
      }
      index = end
    }
    self.steps = steps
    events = told
    checksum = Self.checksum(log, cut: cut, steps: steps, events: told, requests: requests)
  }

  /// Events of one user and second, each once.
  private static func distinct(_ events: [Int32], _ log: InteractionLog) -> [Int32] {
    struct Said: Hashable {
      let item: Int32
      let type: UInt8
      let value: UInt32
    }
    guard events.count > 1 else { return events }
    var said = Set<Said>()
    return events.filter { event in
      let event = Int(event)
      return said.insert(
        Said(item: log.itemIDs[event], type: log.eventTypeIDs[event], value: log.values[event].bitPattern)
      ).inserted
    }
  }

  private static func checksum(
    _ log: InteractionLog, cut: Int64, steps: [Step], events: [Int32], requests: HeldOutRequests
  ) -> String {
    let digest = MessageDigest.sha256
    var bytes = Array("recast replay 1 \(cut)\n".utf8)
    // A name with its length in front cannot be mistaken for two.
    func add(_ name: String) { bytes += "\(name.utf8.count):\(name) ".utf8 }
    for step in steps {
      add(log.users[Int(step.user)])
      bytes += "\(step.seconds) \(step.request)\n".utf8
      if step.request >= 0 { for item in requests.truth(Int(step.request)) { add(log.items[Int(item)]) } }
      for place in step.events {
        let event = Int(events[place])
        add(log.items[Int(log.itemIDs[event])])
        add(log.eventTypes[Int(log.eventTypeIDs[event])])
        bytes += "\(log.values[event].bitPattern)\n".utf8
      }
      guard bytes.count > 1 << 16 else { continue }
      digest.update(bytes)
      bytes.removeAll(keepingCapacity: true)
    }
    digest.update(bytes)
    return BytesText.hexadecimal(digest.finish())
  }
}
