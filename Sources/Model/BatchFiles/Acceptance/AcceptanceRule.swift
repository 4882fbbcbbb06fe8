/// What lists must hold before they may take the place of the ones that are served.
///
/// All values and limits are shares in [0, 1]. The default limits are assumptions of ours: wide enough for an ordinary
/// night, too narrow for a wrong file, a model gone flat or a catalogue of last year.
package enum AcceptanceRule: String, CaseIterable, Sendable {
  /// Users (or items) that should have a list and have one that is not empty.
  case coverage
  /// Lines that say an error or cannot be read.
  case errorLines = "error-lines"
  /// Lines about a user or item that an earlier line was about.
  case repeatedKeys = "repeated-keys"
  /// Lists without an item.
  case emptyLists = "empty-lists"
  /// Lists that name an item twice.
  case duplicates
  /// Places in lists held by items that the log does not know.
  case unknownItems = "unknown-items"
  /// Lists shorter than asked for.
  case shortLists = "short-lists"
  /// Lists equal to the commonest one.
  case sameList = "same-list"
  /// Users (or items) of the table that is served now who have a list in the new one.
  case kept
  /// Mean overlap (Jaccard) of the first places of a user's new list and the one that is served now.
  case overlap

  /// Whether the limit is the least that is allowed; otherwise the most.
  package var isMinimum: Bool {
    switch self {
    case .coverage, .kept, .overlap: true
    case .errorLines, .repeatedKeys, .emptyLists, .duplicates, .unknownItems, .shortLists, .sameList: false
    }
  }

  /// The limit where none is given.
  package var defaultLimit: Double {
    switch self {
    case .coverage: 0.95
    case .errorLines, .emptyLists, .unknownItems: 0.01
    case .repeatedKeys, .duplicates: 0
    case .shortLists: 0.05
    case .sameList: 0.5
    case .kept: 0.9
    case .overlap: 0.05
    }
  }

  /// What is measured, in words.
  package func title(_ kind: BatchKind, depth: Int) -> String {
    let keys = kind.keyWords
    let member = kind.memberWords.one
    let article = { (word: String) in (word == "item" ? "an " : "a ") + word }
    return switch self {
    case .coverage: "\(keys.many) covered"
    case .errorLines: "lines with an error, or broken"
    case .repeatedKeys: "lines repeating \(article(keys.one))"
    case .emptyLists: "empty lists"
    case .duplicates: "lists naming \(article(member)) twice"
    case .unknownItems: "places with an unknown \(member)"
    case .shortLists: "lists shorter than asked for"
    case .sameList: "lists equal to the commonest"
    case .kept: "\(keys.many) of the present table kept"
    case .overlap: "mean overlap@\(depth) with the present table"
    }
  }
}

/// One rule, measured.
package struct AcceptanceCheck: Hashable, Sendable {
  package let rule: AcceptanceRule
  /// The share measured; nil where there is nothing to measure it on.
  package let value: Double?
  /// What the share is of: `part` of `whole`; nil for means.
  package let counted: Counted?
  package let limit: Double

  /// A part of a whole, in units of the rule.
  package struct Counted: Hashable, Sendable {
    package let part: Int
    package let whole: Int

    package init(part: Int, whole: Int) { (self.part, self.whole) = (part, whole) }
  }

  /// Whether the limit holds; what cannot be measured fails nothing.
  package var isHeld: Bool {
    guard let value else { return true }
    return rule.isMinimum ? value >= limit : value <= limit
  }
}
