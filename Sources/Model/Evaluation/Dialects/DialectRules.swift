/// The places at which dialects part, as values.
struct DialectRules {
  /// Which items of the truth are relevant, and what they are worth.
  enum Relevance {
    /// Gains above 0, worth their gain.
    case positive
    /// Gains of 1 and more with their fraction cut off, worth that.
    case whole
    /// Every item of the truth, worth 1.
    case every
    /// Gains above 0, worth 1.
    case positiveAsOne
  }

  /// What becomes of users.
  enum Counting {
    /// With a relevant item; without a list as zero.
    case withTruth
    /// All of the truth.
    case everybody
    /// Those with a list.
    case withList
  }

  let relevance: Relevance
  /// Whether an item listed again is passed over, so that later items move up.
  let removesRepeats: Bool
  let counting: Counting
  /// Whether how often the whole list holds a hit matters.
  let countsCopies: Bool

  init(_ dialect: Dialect) {
    switch dialect {
    case .standard: (relevance, counting) = (.positive, .withTruth)
    case .personalize: (relevance, counting) = (.positiveAsOne, .withTruth)
    case .trec, .irMeasures, .ranx, .ranxArrays: (relevance, counting) = (.whole, .everybody)
    case .pytrecEval: (relevance, counting) = (.whole, .withList)
    case .rectools, .lenskit, .recommenders: (relevance, counting) = (.every, .everybody)
    }
    removesRepeats = dialect == .standard || dialect == .personalize
    countsCopies = dialect == .rectools || dialect == .recommenders
  }

  /// What an item of the truth is worth; 0 where it is not relevant.
  @inline(__always) func worth(_ gain: Double) -> Double {
    switch relevance {
    case .positive: max(0, gain)
    case .whole: max(0, gain.rounded(.towardZero))
    case .every: 1
    case .positiveAsOne: gain > 0 ? 1 : 0
    }
  }
}
