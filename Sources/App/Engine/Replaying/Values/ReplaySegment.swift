import Interactions

/// A part of the requests by who asks.
package enum ReplaySegment: String, Sendable, CaseIterable {
  case all
  /// Users whom the batch job in service had seen, and those it had not.
  case knownToJob = "known"
  case unknownToJob = "unknown"
  /// Users with few and with many requests in the first half of the held-out time.
  case light
  case heavy

  /// Its name in tables.
  package var title: String {
    switch self {
    case .all: "all requests"
    case .knownToJob: "known to the job"
    case .unknownToJob: "unknown to the job"
    case .light: "light users"
    case .heavy: "heavy users"
    }
  }
}

/// Who belongs to which segment: chosen on the first half of the held-out requests, scored on the second, so that no segment
/// is chosen by the very requests that it is judged on.
struct ReplaySegments: Sendable {
  /// First instant of the second half, seconds since the epoch.
  let middleSeconds: Int64
  /// Fewest requests in the first half that make a user heavy.
  let heavyRequests: Int
  /// Requests of each user in the first half.
  let firstHalfRequests: [Int32]
  private let users: [Int32]
  private let instants: [Int64]
  private let isKnown: [Bool]

  /// The heaviest fifth of the users who asked in the first half is heavy.
  static let heavyShare = 0.2

  /// - Parameter isKnownToJob: whether the job in service at each request had seen its user.
  init(_ requests: HeldOutRequests, userCount: Int, isKnownToJob: [Bool]) {
    let middle = requests.count > 0 ? requests.instants[requests.count / 2] : 0
    var counts = [Int32](repeating: 0, count: userCount)
    for (user, instant) in zip(requests.users, requests.instants) where instant < middle { counts[Int(user)] += 1 }
    let active = counts.filter { $0 > 0 }.sorted(by: >)
    let heaviest = max(1, Int(Double(active.count) * Self.heavyShare))
    heavyRequests = active.isEmpty ? 1 : Int(active[min(heaviest, active.count) - 1])
    middleSeconds = middle
    firstHalfRequests = counts
    users = requests.users
    instants = requests.instants
    isKnown = isKnownToJob
  }

  /// Whether a request belongs to the second half of the held-out time.
  func isSecondHalf(_ position: Int) -> Bool { instants[position] >= middleSeconds }

  /// Whether a request belongs to a segment.
  func contains(_ position: Int, _ segment: ReplaySegment) -> Bool {
    guard segment != .all else { return true }
    guard isSecondHalf(position) else { return false }
    let isHeavy = Int(firstHalfRequests[Int(users[position])]) >= heavyRequests
    switch segment {
    case .all: return true
    case .knownToJob: return isKnown[position]
    case .unknownToJob: return !isKnown[position]
    case .light: return !isHeavy
    case .heavy: return isHeavy
    }
  }
}
