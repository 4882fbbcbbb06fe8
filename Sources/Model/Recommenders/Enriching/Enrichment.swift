import Attributes

/// What a model gets beside the events: what items and users are like, and how much is tried out.
package struct Enrichment: Sendable {
  /// Attributes of items, for those with few events; rows by item id.
  package var items: AttributeTable?
  /// An item with fewer events than this is scored by its attributes too, all the more the fewer; at least 1.
  package var coldItemEvents = 10
  /// Attributes of users, for those without events; rows by user id.
  package var users: AttributeTable?
  /// Nil where nothing is tried out.
  package var exploration: Exploration?

  package init() {}

  /// Whether it adds nothing.
  package var isEmpty: Bool { items == nil && users == nil && exploration == nil }
}

/// Trying out new items: what the service's `explorationWeight` and `explorationItemAgeCutOff` are for.
///
/// The service does not publish its formula. Here an item that first occurred within the cut-off moves towards the best
/// score of the list by the share weight · u / √(1 + n), u drawn evenly from 0 … 1 for each request and item, n its
/// events: new items are met now and then, and less often the more is known of them.
package struct Exploration: Sendable, Hashable {
  /// 0 … 1; 0 tries nothing out.
  package var weight: Double
  /// Days from an item's first event to the newest event of all after which it is not new any more, positive.
  package var cutOffDays: Double
  /// Seed of the draws.
  package var seed: UInt64

  package init(weight: Double, cutOffDays: Double = 30, seed: UInt64 = 1) {
    precondition((0...1).contains(weight) && cutOffDays > 0)
    (self.weight, self.cutOffDays, self.seed) = (weight, cutOffDays, seed)
  }

  /// Draws from 0 ..< 1 for the items of one request: the same for the same seed, profile and instant, whatever was
  /// asked before.
  struct Draws {
    private var state: UInt64

    init(seed: UInt64, items: ArraySlice<Int32>, seconds: Int64) {
      state = Draws.mixed(seed ^ 0x6578_706c_6f72_6521)
      state = Draws.mixed(state ^ UInt64(bitPattern: seconds))
      for item in items { state = Draws.mixed(state ^ UInt64(UInt32(bitPattern: item))) }
    }

    func callAsFunction(_ item: Int32) -> Float {
      Float(Draws.mixed(state ^ (UInt64(UInt32(bitPattern: item)) << 1 | 1)) >> 40) / Float(1 << 24)
    }

    /// The finalizer of splitmix64.
    private static func mixed(_ value: UInt64) -> UInt64 {
      var z = value &+ 0x9e37_79b9_7f4a_7c15
      z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
      z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
      return z ^ (z >> 31)
    }
  }
}
