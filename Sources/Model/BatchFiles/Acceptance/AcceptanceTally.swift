/// Counts what lists hold while they stream by, for the acceptance test.
///
/// Memory grows with the users and items named, not with the lists.
package struct AcceptanceTally: Sendable {
  /// What the lists are held against.
  package struct Reference: Sendable {
    /// Users (or items) that should have a list; nil where nobody said.
    package var expectedKeys: Set<String>?
    /// Items (in segments users) that exist; nil where nobody said.
    package var knownItems: Set<String>?
    /// Users and items of a log, which stand in for those above where they are not given.
    package var log: (users: Set<String>, items: Set<String>)?
    /// Items that a list should have; nil where nobody said.
    package var listLength: Int?
    /// Places of a list that are compared with the table served now.
    package var depth = 10

    package init() {}

    /// What is held against lists of a kind.
    fileprivate func resolved(for kind: BatchKind) -> Reference {
      var resolved = self
      switch kind {
      case .personalization, .ranking: resolved.expectedKeys = expectedKeys ?? log?.users
      case .relatedItems: resolved.expectedKeys = expectedKeys ?? log?.items
      // Of segments the items given are those asked about and the users given those that exist.
      case .segment:
        (resolved.expectedKeys, resolved.knownItems) = (knownItems, expectedKeys ?? log?.users)
        return resolved
      }
      resolved.knownItems = knownItems ?? log?.items
      return resolved
    }
  }

  package private(set) var reference: Reference
  /// Kind of the first answer; nil before it.
  package private(set) var kind: BatchKind?
  package private(set) var lines = 0
  /// Lines by which the service says that it failed.
  package private(set) var failed = 0
  /// Lines that cannot be used, by fault in order of declaration.
  package private(set) var broken = [Int](repeating: 0, count: BatchLineFault.allCases.count)
  package private(set) var repeatedKeys = 0
  /// Lists kept, empty ones among them.
  package private(set) var lists = 0
  package private(set) var emptyLists = 0
  package private(set) var duplicateLists = 0
  package private(set) var shortLists = 0
  /// Places in lists, without repeats in one list: rows of the table.
  package private(set) var places = 0
  package private(set) var unknownPlaces = 0
  /// Expected keys with a list that is not empty.
  package private(set) var covered = 0
  /// Keys with a list that nobody expected.
  package private(set) var unexpected = 0
  /// Lists that have one to compare with in the table served now, and how alike the two are.
  package private(set) var compared = 0
  package private(set) var changed = 0
  package private(set) var overlapSum = 0.0
  package private(set) var rankBiasedSum = 0.0

  private var keys = Set<String>()
  private var itemNumbers: [String: Int] = [:]
  private(set) var itemCounts: [Int] = []
  private var listCounts: [UInt64: Int] = [:]
  private(set) var commonestList = 0

  package init(reference: Reference) { self.reference = reference }

  /// Counts a line. Gives the list that goes into the table, without repeated items, or nil where there is none.
  package mutating func admit(_ line: BatchLine) -> BatchAnswer? {
    lines += 1
    switch line {
    case .failed:
      failed += 1
      return nil
    case .broken(let fault, _):
      count(fault)
      return nil
    case .answer(let answer):
      if kind == nil {
        kind = answer.kind
        reference = reference.resolved(for: answer.kind)
      }
      guard answer.kind == kind else {
        count(.otherKind)
        return nil
      }
      guard keys.insert(answer.key).inserted else {
        repeatedKeys += 1
        return nil
      }
      return add(answer)
    }
  }

  /// Counts how a list differs from the one that is served now.
  package mutating func compare(_ answer: BatchAnswer, with previous: [String]) {
    compared += 1
    let depth = reference.depth
    if !answer.items.prefix(depth).elementsEqual(previous.prefix(depth)) { changed += 1 }
    overlapSum += RankOverlap.jaccard(answer.items, previous, depth: depth)
    rankBiasedSum += RankOverlap.rankBiased(answer.items, previous)
  }

  private mutating func count(_ fault: BatchLineFault) {
    if let index = BatchLineFault.allCases.firstIndex(of: fault) { broken[index] += 1 }
  }

  private mutating func add(_ answer: BatchAnswer) -> BatchAnswer {
    let kept = answer.withoutRepeats
    lists += 1
    places += kept.items.count
    if kept.items.isEmpty { emptyLists += 1 }
    if kept.items.count < answer.items.count { duplicateLists += 1 }
    if let length = reference.listLength, kept.items.count < length { shortLists += 1 }
    if let expected = reference.expectedKeys {
      if !expected.contains(answer.key) {
        unexpected += 1
      } else if !kept.items.isEmpty {
        covered += 1
      }
    }
    // FNV-1a over the numbers of the items: equal lists, equal hashes.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for item in kept.items {
      let number = number(of: item)
      itemCounts[number] += 1
      if let known = reference.knownItems, !known.contains(item) { unknownPlaces += 1 }
      hash = (hash ^ UInt64(number)) &* 0x100_0000_01b3
    }
    if !kept.items.isEmpty {
      let same = listCounts[hash, default: 0] + 1
      listCounts[hash] = same
      commonestList = max(commonestList, same)
    }
    return kept
  }

  private mutating func number(of item: String) -> Int {
    if let known = itemNumbers[item] { return known }
    itemNumbers[item] = itemCounts.count
    itemCounts.append(0)
    return itemCounts.count - 1
  }
}

extension BatchAnswer {
  /// The list with each item at its first place only.
  fileprivate var withoutRepeats: BatchAnswer {
    var seen = Set<String>()
    let kept = items.indices.filter { seen.insert(items[$0]).inserted }
    guard kept.count < items.count else { return self }
    return BatchAnswer(
      kind: kind, key: key, items: kept.map { items[$0] }, scores: scores.isEmpty ? [] : kept.map { scores[$0] })
  }
}
