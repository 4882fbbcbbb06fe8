/// Judges list after list; its memory is a few bytes an item of the catalogue, taken once.
struct ListJudge {
  private static let isRelevant: UInt8 = 1
  private static let isSeen: UInt8 = 2

  private let rules: DialectRules
  private let isGraded: Bool
  /// `isRelevant` and `isSeen` by item; all zero between users.
  private var marks: [UInt8]
  /// What an item is worth to the user, by item, where gains are graded; stale where the mark is not set.
  private var worths: [Double]
  /// How often the list holds an item, where the dialect asks; all zero between users.
  private var copies: [Int32]

  init(_ rules: DialectRules, itemCount: Int, truth: GradedTruth) {
    self.rules = rules
    isGraded = truth.gains.contains { ![0, 1].contains(rules.worth($0)) }
    marks = [UInt8](repeating: 0, count: itemCount)
    worths = isGraded ? [Double](repeating: 0, count: itemCount) : []
    copies = rules.countsCopies ? [Int32](repeating: 0, count: itemCount) : []
  }

  /// Judges the list of a user to the depth that the deepest metric looks at.
  mutating func judge(
    _ list: UnsafeBufferPointer<Int32>, _ truth: UnsafeBufferPointer<Int32>, gains: UnsafeBufferPointer<Double>,
    depth: Int, isToTruth: Bool, into judged: inout JudgedList
  ) {
    judged.clear()
    judged.hasList = !list.isEmpty
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
    judged.relevantCount = relevant
    if isGraded { judged.idealGains.sort(by: >) }
    if rules.countsCopies { count(list, &judged) }
    let looked = walk(list, depth: isToTruth ? max(depth, relevant) : depth, &judged)
    for index in 0..<looked { marks[Int(list[index])] = 0 }
    for item in truth { marks[Int(item)] = 0 }
    for item in list where rules.countsCopies { copies[Int(item)] = 0 }
  }

  private mutating func count(_ list: UnsafeBufferPointer<Int32>, _ judged: inout JudgedList) {
    judged.joinedCount = judged.relevantCount
    for item in list where marks[Int(item)] & ListJudge.isRelevant != 0 {
      if copies[Int(item)] > 0 { judged.joinedCount += 1 }
      copies[Int(item)] += 1
    }
  }

  /// Goes down the list to a rank and returns how many of its rows were looked at.
  private mutating func walk(_ list: UnsafeBufferPointer<Int32>, depth: Int, _ judged: inout JudgedList) -> Int {
    let removesRepeats = rules.removesRepeats
    var rank = 0
    var row = 0
    while row < list.count, rank < depth {
      let item = Int(list[row])
      row += 1
      let mark = marks[item]
      if removesRepeats, mark & ListJudge.isSeen != 0 { continue }
      marks[item] = mark | ListJudge.isSeen
      rank += 1
      guard mark & ListJudge.isRelevant != 0 else { continue }
      judged.ranks.append(rank)
      if isGraded { judged.gains.append(worths[item]) }
      if rules.countsCopies {
        judged.copies.append(Int(copies[item]))
        judged.isFirst.append(mark & ListJudge.isSeen == 0)
      }
    }
    // Beyond the depth only the length counts, and only whether it is below K.
    judged.listedCount = row == list.count ? rank : max(rank, depth)
    return row
  }
}
