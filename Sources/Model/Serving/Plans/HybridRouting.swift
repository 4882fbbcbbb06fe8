import Measures

/// Who is sent to the campaign in a hybrid plan; everybody else reads the batch's list.
package struct HybridRouting: Sendable, Equatable {
  /// Share of the known users, the most active first, 0...1.
  package var mostActiveShare: Double
  /// Whether users that the last job did not know go to the campaign.
  package var sendsUnknownUsers: Bool
  /// Positions of the pages that go to the campaign whoever asks.
  package var pages: Set<Int>

  package init(mostActiveShare: Double, sendsUnknownUsers: Bool, pages: Set<Int> = []) {
    precondition((0...1).contains(mostActiveShare))
    self.mostActiveShare = mostActiveShare
    self.sendsUnknownUsers = sendsUnknownUsers
    self.pages = pages
  }
}

/// Whom a hybrid plan sends to its campaign, ready to be asked at each request.
struct LiveSegment {
  /// Users with a rank below this.
  private let users: Double
  private let sendsUnknownUsers: Bool
  private let isLivePage: [Bool]

  init(_ routing: HybridRouting, users: Int, pages: PageMix) {
    self.users = routing.mostActiveShare * Double(users)
    sendsUnknownUsers = routing.sendsUnknownUsers
    isLivePage = pages.names.indices.map { routing.pages.contains($0) }
  }

  @inline(__always)
  func isLive(_ user: Int32, isKnown: Bool, page: Int) -> Bool {
    (isKnown ? Double(user) < users : sendsUnknownUsers) || isLivePage[page]
  }
}
