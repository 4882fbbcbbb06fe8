/// A limit of requests a second, and when each request was meant to go out.
///
/// Requests are meant to go out evenly. Where some were held up, they are made up for, but never do more go out in any second
/// than the rate allows: the n-th before the next is a second old at least.
struct RequestLimit: Sendable {
  /// Microseconds between intended starts; nil without a limit.
  private let spacing: Double?
  /// Over how long the limit is kept, microseconds: a second, or the time of one request where that is longer.
  private let span: Double
  /// When the last requests went out, oldest first from `oldest`; as many as a span may have.
  private var starts: [Int64]
  private var oldest = 0
  private var intended: Double?

  /// - Parameter rate: requests a second, positive; nil for no limit.
  init(rate: Double?) {
    let spacing = rate.map { 1e6 / $0 }
    let span = max(1e6, spacing ?? 0)
    let most = rate.map { max(1, Int(($0 * span / 1e6 + 1e-9).rounded(.down))) } ?? 0
    (self.spacing, self.span) = (spacing, span)
    starts = [Int64](repeating: .min, count: most)
  }

  /// The earliest instant at which the next request may go out, at least `now`; in microseconds.
  func earliest(_ now: Int64) -> Int64 {
    guard let spacing else { return now }
    var earliest = now
    if starts[oldest] > .min { earliest = max(earliest, starts[oldest] + Int64(span.rounded(.up))) }
    if let intended { earliest = max(earliest, Int64((intended + spacing).rounded(.up))) }
    return earliest
  }

  /// Notes that a request goes out now, which its user's earlier steps allowed from `ready` on; gives the instant at which it
  /// was meant to: without a limit there is no plan to be late for, and it is now.
  ///
  /// While requests wait for their own users' events there is nothing to make up for: the even course begins anew.
  mutating func start(_ now: Int64, ready: Int64) -> Int64 {
    guard let spacing else { return now }
    let meant = intended.map { max($0 + spacing, Double(ready)) } ?? Double(now)
    intended = min(meant, Double(now))
    starts[oldest] = now
    oldest = (oldest + 1) % starts.count
    return Int64(intended ?? Double(now))
  }
}
