/// Which models are blended, by size and kind of the data.
enum BlendComponents {
  /// Items up to which a regression over pairs of items, with two numbers an item, takes seconds and not minutes.
  private static let mostItemsOfScales = 5_000
  /// Items up to which one over pairs of items does.
  private static let mostItemsOfPairs = 13_000

  /// Seconds of one core that a fit of several scales may take by estimate.
  private static let dearestFit = 30.0

  /// What a blend is to be good at.
  enum Aim: Sendable, CaseIterable {
    /// The next event, from the order of the ones before.
    case order
    /// All that follows for a while.
    case period
    /// Any event, where order says nothing.
    case any

    static func of(_ slice: ValidationSlice?) -> Aim {
      guard let slice else { return .order }
      return slice.isLong ? .period : slice.isOrdered ? .order : .any
    }
  }

  static func models(for size: DataSize, by aim: Aim) -> [RecommenderSpecification] {
    families(for: size, by: aim).compactMap(\.first)
  }

  /// Settings of each family that is blended, its default first; what a family knows beyond the others the blend finds
  /// out. Grids: those of publications, coarse.
  static func families(for size: DataSize, by aim: Aim) -> [[RecommenderSpecification]] {
    let families =
      switch aim {
      case .order: ordered(size)
      case .period: lasting(size)
      case .any: unordered(size)
      }
    return (families + [factors]).map { $0.compactMap { RecommenderSpecification.parse($0, source: "blend").0 } }
  }

  private static func ordered(_ size: DataSize) -> [[String]] {
    var families = [
      rules,
      [
        "sequence-knn:occurrences=120", "sequence-knn:occurrences=120,power=2,discount=0.5",
        "sequence-knn:occurrences=120,power=1.5,discount=0.7", "sequence-knn:occurrences=120,decay=0.9",
      ],
      neighbours,
      [
        "item-knn:neighbours=200,recencyHalfLifeItems=50", "item-knn:neighbours=200,recencyHalfLifeItems=1e9",
        "item-knn:neighbours=200,recencyHalfLifeItems=20",
      ],
      walks(sparseWalks + denseWalks, recency: 20),
    ]
    if size.items <= mostItemsOfScales {
      // Three scales where their equations take seconds, else two.
      let scales = ["multi-slit", "multi-slit:scales=2+20"]
      let seconds = MultiScaleSLITParameters().fittingSeconds(size)
      families.append(
        seconds <= dearestFit ? scales + ["multi-slit:regularization=100"] : scales.reversed())
    } else if size.items <= mostItemsOfPairs {
      families.append(slit)
    }
    if size.items <= mostItemsOfPairs {
      families.append([
        "ease:historyDecay=0.95", "ease:historyDecay=0.8", "ease:historyDecay=0.95,regularization=150",
        "ease:historyDecay=0.98", "ease:historyDecay=0.8,regularization=100", "ease",
      ])
    }
    return families
  }

  /// Both what fades and what does not: how far a period reaches is known to the validation alone.
  private static func lasting(_ size: DataSize) -> [[String]] {
    var families = [
      rules, neighbours,
      [
        "item-knn:neighbours=200,historyLimit=500,recencyHalfLifeItems=50",
        "item-knn:neighbours=200,historyLimit=500,recencyHalfLifeItems=1e9",
        "item-knn:neighbours=500,shrink=100,historyLimit=500,recencyHalfLifeItems=1e9",
      ],
      walks(sparseWalks, recency: 1e9), walks(denseWalks, recency: 1e9), walks(denseWalks, recency: 20),
    ]
    if size.items <= mostItemsOfPairs {
      families += [
        slit, ["ease", "ease:regularization=150", "ease:regularization=1300"],
        ["ease:historyDecay=0.95", "ease:historyDecay=0.98", "ease:historyDecay=0.8", "ease:historyDecay=0.9"],
      ]
    }
    return families
  }

  private static func unordered(_ size: DataSize) -> [[String]] {
    var families = [
      [
        "item-knn:neighbours=200,historyLimit=500,recencyHalfLifeItems=1e9",
        "item-knn:neighbours=50,historyLimit=500,recencyHalfLifeItems=1e9",
        "item-knn:neighbours=500,shrink=100,historyLimit=500,recencyHalfLifeItems=1e9",
      ],
      walks(sparseWalks, recency: 1e9), walks(denseWalks, recency: 1e9),
    ]
    if size.items <= mostItemsOfPairs {
      families.append(["ease", "ease:regularization=150", "ease:regularization=1300", "ease:regularization=50"])
    }
    return families
  }

  private static let rules = [
    "sequential-rules", "sequential-rules:decay=0.6", "sequential-rules:decay=0.9,historyLimit=20",
    "sequential-rules:weighting=inverse-square", "sequential-rules:window=20,shrink=10",
  ]
  private static let neighbours = [
    "item-knn:neighbours=200", "item-knn:neighbours=200,shrink=50", "item-knn:neighbours=50,shrink=0",
    "item-knn:neighbours=200,recencyHalfLifeItems=2", "item-knn:neighbours=200,popularityDiscount=0.7",
  ]
  private static let slit = ["slit", "slit:regularization=50,decayItems=2", "slit:regularization=500"]
  private static let factors = [
    "ials", "ials:regularization=0.01", "ials:unobservedWeight=0.3,regularization=0.007", "ials:factors=128",
    "ials:regularization=0.03",
  ]

  /// RP3β over the ranges that publications found (α 0.4 … 1.4, β 0 … 0.7), best on sparse data.
  private static let sparseWalks = [(0.85, 0.3), (0.6, 0.2), (1, 0.1)]
  /// Best on dense data.
  private static let denseWalks = [(1.08, 0.7), (1.4, 0.35), (1.1, 0.5)]

  private static func walks(_ pairs: [(Double, Double)], recency: Double) -> [String] {
    pairs.map { "rp3beta:alpha=\($0.0),beta=\($0.1),recencyHalfLifeItems=\(recency)" }
  }
}
