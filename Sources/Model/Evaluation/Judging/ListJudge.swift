/// Judges list after list; its memory is a few bytes an item of the catalogue, taken once.
struct ListJudge: ~Copyable {
  private static let isRelevant: UInt8 = 1
  private static let isSeen: UInt8 = 2

  private let rules: DialectRules
  /// Whether all items of all truths are worth 1, so that no gain needs to be looked at.
  private let hasUnitGains: Bool
  /// Whether relevant items may be worth something other than 1.
  let isGraded: Bool
  /// `isRelevant` and `isSeen` by item; all zero between users. A buffer of its own, for an array would be asked at every
  /// mark whether it is shared.
  private let marks: UnsafeMutableBufferPointer<UInt8>
  /// What an item is worth to the user, by item, where gains are graded; stale where the mark is not set.
  private var worths: [Double]
  /// How often the list holds an item, where the dialect asks; all zero between users.
  private var copies: [Int32]

  init(_ rules: DialectRules, itemCount: Int, truth: GradedTruth) {
    self.rules = rules
    hasUnitGains = truth.gains.allSatisfy { $0 == 1 }
    isGraded = !hasUnitGains && truth.gains.contains { ![0, 1].contains(rules.worth($0)) }
    marks = UnsafeMutableBufferPointer.allocate(capacity: itemCount)
    marks.initialize(repeating: 0)
    worths = isGraded ? [Double](repeating: 0, count: itemCount) : []
    copies = rules.countsCopies ? [Int32](repeating: 0, count: itemCount) : []
  }

  deinit { marks.deallocate() }

  /// Judges the list of a user to the depth that the deepest metric looks at.
  @inline(__always)
  mutating func judge(
    _ list: Span<Int32>, _ truth: Span<Int32>, gains: Span<Double>,
    depth: ListDepth, into judged: inout JudgedList
  ) {
    judged.hits = 0
    judged.hasList = !list.isEmpty
    judged.relevantCount = hasUnitGains ? mark(truth) : mark(truth, gains, &judged)
    if rules.countsCopies { count(list, &judged) }
    let forAll = depth.isToTruth ? max(depth.forAll, judged.relevantCount) : depth.forAll
    let looked =
      rules.removesRepeats
      ? walkOnce(list, forAll, max(forAll, depth.forFirst), &judged) : walk(list, max(forAll, depth.forFirst), &judged)
    let marks = marks
    for row in 0..<looked { marks[Int(list[unchecked: row])] = 0 }
    for index in 0..<truth.count { marks[Int(truth[unchecked: index])] = 0 }
    if rules.countsCopies {
      for row in 0..<list.count { copies[Int(list[row])] = 0 }
    }
  }

  /// Marks relevant items and returns their number.
  @inline(__always)
  private func mark(_ truth: Span<Int32>) -> Int {
    let marks = marks
    for index in 0..<truth.count { marks[Int(truth[unchecked: index])] = ListJudge.isRelevant }
    return truth.count
  }

  /// The same where gains tell which they are.
  private mutating func mark(
    _ truth: Span<Int32>, _ gains: Span<Double>, _ judged: inout JudgedList
  ) -> Int {
    var relevant = 0
    judged.idealGains.removeAll(keepingCapacity: true)
    for index in 0..<truth.count {
      let worth = rules.worth(gains[index])
      guard worth > 0 else { continue }
      let item = Int(truth[index])
      marks[item] = ListJudge.isRelevant
      if isGraded {
        worths[item] = worth
        judged.idealGains.append(worth)
      }
      relevant += 1
    }
    if isGraded { judged.idealGains.sort(by: >) }
    return relevant
  }

  private mutating func count(_ list: Span<Int32>, _ judged: inout JudgedList) {
    judged.joinedCount = judged.relevantCount
    for row in 0..<list.count {
      let item = Int(list[row])
      guard marks[item] & ListJudge.isRelevant != 0 else { continue }
      if copies[item] > 0 { judged.joinedCount += 1 }
      copies[item] += 1
    }
  }

  /// Goes down the list, passing over items that stand above already, and returns how many rows were looked at.
  @inline(__always)
  private func walkOnce(
    _ list: Span<Int32>, _ forAll: Int, _ forFirst: Int, _ judged: inout JudgedList
  ) -> Int {
    let marks = marks
    var rank = 0
    var row = 0
    while row < list.count {
      // Further down it is the first hit alone that is looked for.
      if rank >= forAll, rank >= forFirst || judged.hits > 0 { break }
      let item = Int(list[unchecked: row])
      row += 1
      let mark = marks[item]
      if mark & ListJudge.isSeen != 0 { continue }
      marks[item] = mark | ListJudge.isSeen
      rank += 1
      if mark != 0 { hit(item, rank, mark, &judged) }
    }
    // Beyond the depth only the length counts, and only whether it is below K.
    judged.listedCount = row == list.count ? rank : max(forAll, forFirst)
    return row
  }

  /// Goes down the list row by row, and returns how many were looked at.
  private func walk(_ list: Span<Int32>, _ depth: Int, _ judged: inout JudgedList) -> Int {
    let marks = marks
    let rows = min(depth, list.count)
    for row in 0..<rows {
      let item = Int(list[row])
      let mark = marks[item]
      guard mark & ListJudge.isRelevant != 0 else { continue }
      marks[item] = mark | ListJudge.isSeen
      hit(item, row + 1, mark, &judged)
    }
    judged.listedCount = list.count
    return rows
  }

  @inline(__always)
  private func hit(_ item: Int, _ rank: Int, _ mark: UInt8, _ judged: inout JudgedList) {
    let hit = judged.hits
    judged.ranks[hit] = Int32(truncatingIfNeeded: rank)
    if isGraded { judged.gains[hit] = worths[item] }
    if rules.countsCopies {
      judged.copies[hit] = copies[item]
      judged.isFirst[hit] = mark & ListJudge.isSeen == 0
    }
    judged.hits = hit + 1
  }
}

/// How far down metrics look.
struct ListDepth {
  /// For all hits.
  let forAll: Int
  /// For the first hit alone.
  let forFirst: Int
  /// Whether also as far as there are relevant items.
  let isToTruth: Bool

  init(_ metrics: [MetricAtK]) {
    let isForFirst = { (metric: MetricAtK) in [.reciprocalRank, .hitRate].contains(metric.metric) }
    forAll = metrics.reduce(0) { isForFirst($1) ? $0 : max($0, $1.k) }
    forFirst = metrics.reduce(0) { isForFirst($1) ? max($0, $1.k) : $0 }
    isToTruth = metrics.contains { $0.metric == .rPrecision }
  }
}
