/// Judges list after list; its memory is a few bytes an item of the catalogue, taken once.
struct ListJudge: ~Copyable {
  private static let isRelevant: UInt8 = 1
  private static let isSeen: UInt8 = 2

  private let rules: DialectRules
  /// Whether all items of all truths are worth 1, so that no gain needs to be looked at.
  private let hasUnitGains: Bool
  /// Whether relevant items may be worth something other than 1.
  private let isGraded: Bool
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
  mutating func judge(
    _ list: UnsafeBufferPointer<Int32>, _ truth: UnsafeBufferPointer<Int32>, gains: UnsafeBufferPointer<Double>,
    depth: Int, isToTruth: Bool, into judged: inout JudgedList
  ) {
    judged.clear()
    judged.hasList = !list.isEmpty
    judged.relevantCount = hasUnitGains ? mark(truth) : mark(truth, gains, &judged)
    if rules.countsCopies { count(list, &judged) }
    let deepest = isToTruth ? max(depth, judged.relevantCount) : depth
    let looked = rules.removesRepeats ? walkOnce(list, deepest, &judged) : walk(list, deepest, &judged)
    for index in 0..<looked { marks[Int(list[index])] = 0 }
    for item in truth { marks[Int(item)] = 0 }
    if rules.countsCopies {
      for item in list { copies[Int(item)] = 0 }
    }
  }

  /// Marks relevant items and returns their number.
  private func mark(_ truth: UnsafeBufferPointer<Int32>) -> Int {
    for item in truth { marks[Int(item)] = ListJudge.isRelevant }
    return truth.count
  }

  /// The same where gains tell which they are.
  private mutating func mark(
    _ truth: UnsafeBufferPointer<Int32>, _ gains: UnsafeBufferPointer<Double>, _ judged: inout JudgedList
  ) -> Int {
    var relevant = 0
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

  private mutating func count(_ list: UnsafeBufferPointer<Int32>, _ judged: inout JudgedList) {
    judged.joinedCount = judged.relevantCount
    for item in list where marks[Int(item)] & ListJudge.isRelevant != 0 {
      if copies[Int(item)] > 0 { judged.joinedCount += 1 }
      copies[Int(item)] += 1
    }
  }

  /// Goes down the list to a rank, passing over items that stand above already, and returns how many rows were looked at.
  private func walkOnce(_ list: UnsafeBufferPointer<Int32>, _ depth: Int, _ judged: inout JudgedList) -> Int {
    var rank = 0
    var row = 0
    while row < list.count, rank < depth {
      let item = Int(list[row])
      row += 1
      let mark = marks[item]
      if mark & ListJudge.isSeen != 0 { continue }
      marks[item] = mark | ListJudge.isSeen
      rank += 1
      if mark != 0 { hit(item, rank, mark, &judged) }
    }
    // Beyond the depth only the length counts, and only whether it is below K.
    judged.listedCount = row == list.count ? rank : depth
    return row
  }

  /// Goes down the list to a rank, row by row.
  private func walk(_ list: UnsafeBufferPointer<Int32>, _ depth: Int, _ judged: inout JudgedList) -> Int {
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
    judged.ranks.append(rank)
    if isGraded { judged.gains.append(worths[item]) }
    if rules.countsCopies {
      judged.copies.append(Int(copies[item]))
      judged.isFirst.append(mark & ListJudge.isSeen == 0)
    }
  }
}
