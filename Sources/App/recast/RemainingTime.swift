/// A line of progress with the time left, by what was done so far.
struct RemainingTime: Sendable {
  private let what: String
  private let begin = ContinuousClock.now

  init(_ what: String) { self.what = what }

  /// `playing requests 40 %, 12 s left`; the time once there is something to go by.
  func text(at share: Double) -> String {
    let percent = "\(what) \(Int((share * 100).rounded())) %"
    let elapsed = (ContinuousClock.now - begin) / .seconds(1)
    guard share > 0, elapsed > 2 else { return percent }
    let left = elapsed * (1 / share - 1)
    return percent + (left < 90 ? ", \(Int(left.rounded(.up))) s left" : ", \(Int((left / 60).rounded(.up))) min left")
  }
}
