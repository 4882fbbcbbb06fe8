/// How alike two ranked lists are.
package enum RankOverlap {
  /// Items in both of the first `depth` places over items in either; 1 for two empty lists.
  package static func jaccard(_ a: [String], _ b: [String], depth: Int) -> Double {
    let first = Set(a.prefix(depth))
    let second = Set(b.prefix(depth))
    let union = first.union(second).count
    return union == 0 ? 1 : Double(first.intersection(second).count) / Double(union)
  }

  /// Rank-biased overlap, extrapolated beyond the lists' ends: 1 for equal lists, 0 for lists with nothing in common.
  ///
  /// A reader looks at rank d + 1 with probability `persistence` after d; ranks beyond the shorter list are assumed to
  /// agree as much as those before. Items of a list are distinct.
  /// Source: W. Webber, A. Moffat, J. Zobel, "A similarity measure for indefinite rankings", ACM TOIS 28(4), 2010, eq. 32.
  package static func rankBiased(_ a: [String], _ b: [String], persistence p: Double = 0.9) -> Double {
    let (short, long) = a.count <= b.count ? (a, b) : (b, a)
    guard !short.isEmpty else { return long.isEmpty ? 1 : 0 }
    var seenShort = Set<String>()
    var seenLong = Set<String>()
    var common = 0
    var commonAtShort = 0.0
    var sum = 0.0
    var weight = 1.0
    let s = Double(short.count)
    for depth in 1...long.count {
      weight *= p
      let item = long[depth - 1]
      if depth <= short.count {
        let other = short[depth - 1]
        if item == other {
          common += 1
        } else {
          if seenShort.contains(item) { common += 1 }
          if seenLong.contains(other) { common += 1 }
        }
        seenShort.insert(other)
        if depth == short.count { commonAtShort = Double(common) }
      } else if seenShort.contains(item) {
        common += 1
      }
      seenLong.insert(item)
      let d = Double(depth)
      sum += Double(common) / d * weight
      if depth > short.count { sum += commonAtShort * (d - s) / (s * d) * weight }
    }
    let l = Double(long.count)
    return (1 - p) / p * sum + ((Double(common) - commonAtShort) / l + commonAtShort / s) * weight
  }
}
