import Randomness
import RealModule

/// The events of sessions, in order of session.
struct SyntheticEvents {
  private(set) var users: [Int32] = []
  private(set) var items: [Int32] = []
  private(set) var timestamps: [Int64] = []
  private(set) var isPurchase: [Bool] = []
  private(set) var sessions: [Int32] = []

  private let parameters: SyntheticParameters
  private let end: Int64
  private var people: SyntheticUsers
  /// Second of each user's last event, so that a visit never begins within the one before.
  private var lastSeconds: [Int64]
  private var choices: RandomStream
  private var pauses: RandomStream

  init(_ parameters: SyntheticParameters, end: Int64, seed: UInt64) {
    self.parameters = parameters
    self.end = end
    people = SyntheticUsers(parameters)
    lastSeconds = [Int64](repeating: .min, count: max(1, parameters.users))
    choices = RandomStream(seed: seed, name: "synthetic/choices")
    pauses = RandomStream(seed: seed, name: "synthetic/pauses")
  }

  /// Plays one session; what would lie past the end of the log is left out.
  mutating func play(_ session: Int, of visits: SyntheticSessions, _ catalogue: SyntheticCatalogue) {
    let user = visits.users[session]
    var second = visits.instants[session]
    if second <= lastSeconds[Int(user)] { second = lastSeconds[Int(user)] + 1 }
    people.visit(user, at: second, catalogue, &choices)
    let followsCrowd = choices.uniform() < parameters.sessionIntent
    let intent = followsCrowd ? catalogue.drawCategory(&choices) : people.drawTaste(of: user, &choices)
    var item: Int32 = -1
    for view in 0..<Int(visits.views[session]) {
      let buys = visits.purchases[session] >> UInt64(view) & 1 == 1
      item = nextItem(after: item, of: user, intent: intent, buys: buys, catalogue)
      if view > 0 { second += pause() }
      guard append(user, item, second, isPurchase: false, session) else { break }
      if buys {
        second += pause()
        guard append(user, item, second, isPurchase: true, session) else { break }
        people.buy(item, by: user)
      }
    }
    lastSeconds[Int(user)] = second
  }

  private mutating func nextItem(
    after last: Int32, of user: Int32, intent: Int32, buys: Bool, _ catalogue: SyntheticCatalogue
  ) -> Int32 {
    if buys, choices.uniform() < parameters.repeatPurchaseShare,
      let again = people.drawBought(by: user, &choices)
    {
      return again
    }
    let staysOn = choices.uniform() < parameters.intentStrength
    let category = staysOn ? intent : people.drawTaste(of: user, &choices)
    var item = last
    // Nobody looks at the same page twice in a row, save in a category with hardly another item.
    for _ in 0..<4 where item == last { item = catalogue.drawItem(of: category, &choices) }
    return item
  }

  private mutating func pause() -> Int64 {
    let seconds = parameters.pauseMedianSeconds * Double.exp(parameters.pauseSpread * pauses.normal())
    return Int64(min(max(seconds, 1), 1_200))
  }

  private mutating func append(
    _ user: Int32, _ item: Int32, _ second: Int64, isPurchase: Bool, _ session: Int
  ) -> Bool {
    guard second < end else { return false }
    users.append(user)
    items.append(item)
    timestamps.append(second)
    self.isPurchase.append(isPurchase)
    sessions.append(Int32(session))
    return true
  }
}
