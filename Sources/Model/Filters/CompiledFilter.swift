import Attributes
import Interactions

/// A filter set against the attributes of items (or users, or actions), ready to say for each request which are allowed.
///
/// Conditions on attributes are worked out once, into a set; what depends on the user (`IF`, events) or on the item asked
/// about is added at the request. A request costs one pass over capacity/64 words a clause, and one over the user's events.
///
/// Unknown values: a condition on a field that the row does not have is false, NOT IN and `!=` too; AWS does not say what
/// NOT IN does there. NOT IN over event types holds where IN does not. An IF on a user who is not known is false.
package struct CompiledFilter: Sendable {
  /// Number of things filtered; sets have this capacity.
  package let capacity: Int
  let clauses: [Clause]
  let eventTypes: [String]
  let limits: Limits
  /// What is allowed where nothing depends on the request.
  private let shared: ItemSet?

  /// How far back events count.
  package struct Limits: Hashable, Sendable {
    /// Newest events of a user and an event type.
    package var events = FilterExpression.Quota.events
    /// Seconds since a user's newest event after which none counts; nil where they count for ever.
    package var silence: Int64? = Int64(FilterExpression.Quota.silentDays) * 86_400

    package init() {}
  }

  struct Clause: Sendable {
    let isInclude: Bool
    /// Rows for which the part of the condition that no request changes holds.
    var fixed: ItemSet?
    /// Conjunctions that depend on the request.
    var varying: [[Varying]] = []
    /// For each user, whether the clause applies; nil where it does to all.
    var users: ItemSet?
    var hasIf = false

    /// Whether no request changes what it holds for.
    var isFixed: Bool { varying.isEmpty && !hasIf }
  }

  /// A condition that depends on the request, or a part that does not beside one that does.
  enum Varying: Sendable {
    case fixed(ItemSet)
    /// By event type: whether its events count.
    case touched(types: [Bool], isNegated: Bool)
    case againstCurrent(own: AttributeColumn, other: AttributeColumn, FilterExpression.Test)
  }

  /// - Parameters:
  ///   - subjects: attributes of what is filtered, a row for each index; for events alone any table will do.
  ///   - users: attributes of users, for `IF CurrentUser…`; a row for each user index.
  ///   - eventTypes: names by index, as the events have them.
  /// - Throws: `FilterCompilationError` where a field is not among the columns.
  package init(
    _ filter: BoundFilter, subjects: AttributeTable, users: AttributeTable? = nil, eventTypes: [String] = [],
    limits: Limits = Limits()
  ) throws(FilterCompilationError) {
    capacity = subjects.count
    self.eventTypes = eventTypes
    self.limits = limits
    let work = FilterCompilation(filter: filter, subjects: subjects, users: users, eventTypes: eventTypes)
    var clauses: [Clause] = []
    for clause in filter.clauses { clauses.append(try work.clause(clause)) }
    self.clauses = clauses
    if clauses.allSatisfy(\.isFixed) {
      var set = ItemSet(capacity: capacity)
      var scratch = FilterScratch()
      CompiledFilter.join(clauses, FilterRequest(), capacity, into: &set, &scratch) { _, _, _ in }
      shared = set
    } else {
      shared = nil
    }
  }

  /// Whether different requests can get different answers.
  package var isPersonal: Bool { shared == nil }

  /// The rows that a request's list may hold.
  ///
  /// - Parameter scratch: working memory, reused between requests; its content does not matter.
  package func allowed(for request: FilterRequest, scratch: inout FilterScratch) -> ItemSet {
    if let shared { return shared }
    var set = ItemSet(capacity: capacity)
    CompiledFilter.join(clauses, request, capacity, into: &set, &scratch) { varying, scratch, set in
      evaluate(varying, request, &scratch, into: &set)
    }
    return set
  }

  /// (any INCLUDE that applies; all, where none does) less any EXCLUDE that applies.
  private static func join(
    _ clauses: [Clause], _ request: FilterRequest, _ capacity: Int, into set: inout ItemSet,
    _ scratch: inout FilterScratch, _ evaluate: ([[Varying]], inout FilterScratch, inout ItemSet) -> Void
  ) {
    let applied = clauses.filter { clause in
      !clause.hasIf || clause.users.map { $0.contains(request.user ?? -1) } ?? false
    }
    if !applied.contains(where: \.isInclude) { set.fill() }
    // INCLUDEs first: what is excluded stays so in whatever order they are written.
    for isInclude in [true, false] {
      for clause in applied where clause.isInclude == isInclude {
        if let fixed = clause.fixed { isInclude ? set.formUnion(fixed) : set.subtract(fixed) }
        guard !clause.varying.isEmpty else { continue }
        var held = ItemSet(capacity: capacity)
        evaluate(clause.varying, &scratch, &held)
        isInclude ? set.formUnion(held) : set.subtract(held)
      }
    }
  }
}

/// Who asks, and about what.
package struct FilterRequest: Sendable {
  /// The user's row in the table of users; nil for one who is not known.
  package var user: Int32?
  /// The user's events that are known at the request.
  package var events: FilterEvents
  /// The item asked about, for related items.
  package var currentItem: Int32?
  /// Seconds since the epoch of the request; nil where it is that of the newest event.
  package var seconds: Int64?
  /// All users' events, for segments: a filter of users looks at each user's own.
  package var histories: EventHistories?

  package init(
    user: Int32? = nil, events: FilterEvents = .none, currentItem: Int32? = nil, seconds: Int64? = nil,
    histories: EventHistories? = nil
  ) {
    self.user = user
    self.events = events
    self.currentItem = currentItem
    self.seconds = seconds
    self.histories = histories
  }
}

/// Working memory of filters.
package struct FilterScratch: Sendable {
  var conjunction = ItemSet(capacity: 0)
  var condition = ItemSet(capacity: 0)
  var counts: [Int] = []

  package init() {}

  mutating func prepare(capacity: Int) {
    guard conjunction.capacity != capacity else { return }
    conjunction = ItemSet(capacity: capacity)
    condition = ItemSet(capacity: capacity)
  }
}

/// A field of the filter that the data does not have.
package struct FilterCompilationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Such as `Items.GENRE`.
  package let field: String

  package var description: String { "The filter names \(field), which the data does not have." }
}
