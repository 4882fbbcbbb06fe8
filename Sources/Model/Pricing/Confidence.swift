/// How far a price may be trusted; carried from the card through the bill to the report.
package enum Confidence: String, Sendable, CaseIterable, Comparable {
  /// Read in the named source.
  case seen
  /// Computed from figures that were seen.
  case inferred
  /// From memory or a single unnamed place.
  case unverified
  /// Sources disagree; the row carries the candidates.
  case conflicting

  package static func < (a: Confidence, b: Confidence) -> Bool { a.rank < b.rank }
  private var rank: Int { Confidence.allCases.firstIndex(of: self) ?? 0 }
}
