import Randomness

/// Which of a plan's campaigns a request goes to.
struct CampaignRouter {
  /// The campaign of each page; empty where requests are parted by share.
  private var byPage: [Int] = []
  /// Shares up to each campaign and with it.
  private var upTo: [Double] = []
  let isSingle: Bool

  init(_ parts: [CampaignPart], pages: PageMix) {
    isSingle = parts.count <= 1
    if parts.contains(where: { !$0.pages.isEmpty }) {
      byPage = pages.names.indices.map { page in parts.firstIndex { $0.pages.contains(page) } ?? 0 }
    } else {
      let total = parts.reduce(0) { $0 + $1.share }
      var sum = 0.0
      upTo = parts.map { part in
        sum += part.share / total
        return sum
      }
    }
  }

  func campaign(page: Int, draw: Double) -> Int {
    guard byPage.isEmpty else { return byPage[page] }
    return upTo.firstIndex { draw < $0 } ?? upTo.count - 1
  }
}

/// Draws the page and the share of each request, from streams of their own.
struct PageDraws {
  private let upTo: [Double]
  private var pages: RandomStream
  private var shares: RandomStream

  /// - Parameter use: who draws: the demand's requests, or those of a log.
  init(_ mix: PageMix, seed: UInt64, replication: Int, use: String = "serving") {
    var sum = 0.0
    upTo = mix.shares.map { share in
      sum += share
      return sum
    }
    pages = RandomStream(seed: seed, name: "\(use)/pages", index: replication)
    shares = RandomStream(seed: seed, name: "\(use)/campaign-shares", index: replication)
  }

  /// The page of the next request. A draw for every request keeps all plans of a seed on the same pages.
  @inline(__always)
  mutating func page() -> Int {
    guard upTo.count > 1 else { return 0 }
    let draw = pages.uniform() * (upTo.last ?? 1)
    return upTo.firstIndex { draw < $0 } ?? upTo.count - 1
  }

  mutating func share() -> Double { shares.uniform() }
}
