import BatchFiles

/// One load of a serving table.
package struct ServingVersion: Hashable, Sendable {
  /// What a version is to readers.
  package enum State: String, Sendable {
    /// Being filled; nobody reads it.
    case loading
    /// What readers get.
    case current
    /// An earlier or later one, ready to be served again.
    case kept
  }

  package let table: String
  /// Counted from 1; a number that readers ever got is not used again.
  package let number: Int
  package let state: State
  package let kind: BatchKind
  /// Users (or items) with a list.
  package let lists: Int
  /// Items in all lists.
  package let rows: Int
  /// When it was loaded, ISO 8601 in UTC.
  package let loadedAt: String
  /// The files it came from, as the user named them.
  package let source: String

  package init(
    table: String, number: Int, state: State, kind: BatchKind, lists: Int, rows: Int, loadedAt: String, source: String
  ) {
    (self.table, self.number, self.state, self.kind) = (table, number, state, kind)
    (self.lists, self.rows, self.loadedAt, self.source) = (lists, rows, loadedAt, source)
  }
}

extension ServingVersion {
  /// The same version in another state.
  func with(_ state: State) -> ServingVersion {
    ServingVersion(
      table: table, number: number, state: state, kind: kind, lists: lists, rows: rows, loadedAt: loadedAt,
      source: source)
  }
}

extension ServingTableName {
  /// Which version is not there to go back to, and which are.
  func missing(_ number: Int?, of versions: [ServingVersion]) -> String {
    let current = versions.first { $0.state == .current }?.number
    let wanted = number.map { "version \($0)" } ?? "one before version \(current ?? 0)"
    let kept = versions.filter { $0.state == .kept }.map { "\($0.number)" }.joined(separator: ", ")
    return "\(wanted) of \(quoted); kept besides the present one: \(kept.isEmpty ? "none" : kept)"
  }
}

/// Where lists are served from: versions of tables, of which readers see one.
///
/// A reader asks a view by the table's name. Publishing a version points the view to it in one transaction, so that every
/// statement of a reader sees the old lists or the new ones.
package protocol ServingStore: AnyObject {
  /// All versions, by table, newest first.
  func versions() throws(ServingError) -> [ServingVersion]

  /// Begins a new version of a table, unseen by readers; what dead loads left behind is removed.
  ///
  /// - Parameters:
  ///   - source: the files, as the user named them.
  ///   - loadedAt: ISO 8601 in UTC.
  /// - Throws: `busy` while another load or rollback of this database is under way; `occupied` where something else has
  ///   the name; `otherKind` where the table serves lists of another kind.
  func begin(_ table: ServingTableName, kind: BatchKind, source: String, loadedAt: String) throws(ServingError)
    -> any ServingLoad

  /// Points readers to an earlier version: the one before the current, or `number`.
  ///
  /// - Throws: `noSuchVersion`, `busy`, or `rowCount` where that version is not whole.
  func rollBack(_ table: ServingTableName, to number: Int?) throws(ServingError) -> ServingVersion

  /// The SQL a product runs for one user (or item), with the store's placeholder for the key.
  func query(_ table: ServingTableName, kind: BatchKind, limit: Int) -> String
}

/// A version in the making. Unless published it goes, and readers never knew of it.
package protocol ServingLoad: AnyObject {
  /// Lists in the version that readers get now; nil where there is none.
  var previousLists: Int? { get }

  /// The lists that readers get now for some users (or items), in their order, best first; empty where there is none.
  func previousLists(_ keys: [String]) throws(ServingError) -> [[String]]

  /// Adds a list; each key once, the items distinct.
  func add(_ answer: BatchAnswer) throws(ServingError)

  /// Counts the rows in the database, and points readers to the version where they are as many as were added.
  ///
  /// - Parameter keeping: versions kept besides the new one; older ones are removed after the swap.
  /// - Throws: `rowCount` where rows are missing; then readers keep what they had.
  func publish(keeping: Int) throws(ServingError) -> ServingVersion

  /// Removes the version.
  func abandon() throws(ServingError)
}

extension ServingLoad {
  /// The list that readers get now for a user (or item), best first; empty where there is none.
  package func previousList(_ key: String) throws(ServingError) -> [String] { try previousLists([key]).first ?? [] }
}
