import Attributes
import Filters
import Interactions
import JSONText
import Recommenders

/// Answers requests for recommendations from an endpoint.
struct Answering {
  let endpoint: Endpoint
  /// Microseconds of the simulated clock.
  let now: Int64
  /// Grows with every change of filters.
  let filtersVersion: Int
  /// The expressions of filters by ARN, for those that may be used.
  let expression: (String) throws(ServiceFault) -> String

  private static let most = 500
  private static let mostWithMetadata = 50
  private static let mostActions = 100

  /// A ready answer but for its own identifier, with what it follows from.
  struct Made {
    var head: [UInt8]
    var stamp: AnswerCache.Stamp
    /// Whether the same request gets the same answer.
    var isLasting = true
  }

  // MARK: - GetRecommendations

  func recommendations(_ input: Input) throws(ServiceFault) -> Made {
    let columns = try metadataColumns(input)
    let count = input.whole("numResults") ?? 25
    let most = columns == nil ? Self.most : Self.mostWithMetadata
    guard count <= most else { throw .invalid("numResults must be at most \(most).") }
    let user = input.text("userId").flatMap { $0.isEmpty ? nil : $0 }
    let item = input.text("itemId").flatMap { $0.isEmpty ? nil : $0 }
    try check(user: user, item: item)
    var stamp = stamp(user)
    let streamed = user.map { endpoint.data.streamed(of: $0, first: stamp.events) } ?? []
    let filter = try bound(input.text("filterArn"), input["filterValues"], &stamp)
    let promotion = input["promotions"]?.elements?.first
    let promoted = try promotion.map { promotion throws(ServiceFault) in
      try bound(promotion["filterArn"]?.string, promotion["filterValues"], &stamp)
    }
    let model = endpoint.model
    let list = model.withMemory { memory -> [(item: ServedModel.Item, promotion: String?)] in
      let events = stamp.events
      func items(_ count: Int, _ filter: FilterBinding.Bound?) -> [ServedModel.Item] {
        let allowed = allowed(filter, user: user, item: item, streamed: streamed, memory: &memory)
        if endpoint.type == "RELATED_ITEMS", let item {
          return model.similar(to: item, count: count, allowed: allowed, memory: &memory)
        }
        if filter == nil, endpoint.exploration == nil {
          return endpoint.list(of: user, events: events, count: count, memory: &memory)
        }
        let profile = endpoint.isForAll ? .unknown : endpoint.profile(of: user, events: events)
        let list = model.recommend(
          to: profile, count: count, allowed: allowed, hasScores: endpoint.hasScores, memory: &memory)
        guard let exploration = endpoint.exploration else { return list }
        let seen = Set(profile.items)
        return exploration.applied(
          to: list, model: model, view: endpoint.data.table(.items, at: now),
          seed: UInt64(bitPattern: now) &+ UInt64(user?.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) } ?? 0),
          hasFilter: filter != nil
        ) { allowed?.contains($0) ?? true && !seen.contains($0) }
      }
      guard let promotion, let promoted else { return items(count, filter).map { ($0, nil) } }
      let share = promotion["percentPromotedItems"]?.whole ?? 100
      let first = items(count * share / 100, promoted)
      let names = Set(first.map(\.index)).subtracting([-1])
      let rest = items(min(count + first.count, model.trained.items.count), filter).filter { !names.contains($0.index) }
      return Self.mixed(first, rest, count: count, name: promotion["name"]?.string ?? "")
    }
    var head = Array(#"{"itemList":["#.utf8)
    for (index, entry) in list.enumerated() {
      if index > 0 { head.append(UInt8(ascii: ",")) }
      write(entry.item, promotion: entry.promotion, columns: columns, to: &head)
    }
    if columns != nil { stamp.rows = endpoint.rows(at: now, filtersVersion) }
    return Made(head: head, stamp: stamp, isLasting: endpoint.exploration == nil)
  }

  /// Promoted items at places that only the list decides, in their order, among the others.
  private static func mixed(
    _ promoted: [ServedModel.Item], _ rest: [ServedModel.Item], count: Int, name: String
  ) -> [(item: ServedModel.Item, promotion: String?)] {
    let total = min(count, promoted.count + rest.count)
    var isPromoted = [Bool](repeating: false, count: total)
    // A fixed walk over all places, for the list's own items: SplitMix64 of their numbers.
    var state = promoted.reduce(UInt64(total)) { $0 &* 31 &+ UInt64(UInt32(bitPattern: $1.index)) }
    var left = min(promoted.count, total)
    while left > 0 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      var place = Int((state >> 33) % UInt64(total))
      while isPromoted[place] { place = (place + 1) % total }
      isPromoted[place] = true
      left -= 1
    }
    var (first, second) = (promoted.makeIterator(), rest.makeIterator())
    return isPromoted.compactMap { isPromoted in
      if isPromoted { return first.next().map { ($0, name) } }
      return second.next().map { ($0, nil) }
    }
  }

  /// What the recipe needs in a request.
  private func check(user: String?, item: String?) throws(ServiceFault) {
    let recipe = endpoint.recipe
    switch endpoint.type {
    case "RELATED_ITEMS":
      guard item != nil else { throw .invalid("itemId is required for the recipe \(recipe).") }
      let needsUser = [
        "aws-vod-because-you-watched-x", "aws-vod-more-like-x", "aws-ecomm-customers-who-viewed-x-also-viewed",
      ]
      if needsUser.contains(recipe), user == nil { throw .invalid("userId is required for the recipe \(recipe).") }
    case "USER_PERSONALIZATION":
      guard user != nil || recipe == "aws-popularity-count" else {
        throw .invalid("userId is required for the recipe \(recipe).")
      }
    case "PERSONALIZED_ACTIONS":
      throw .invalid("The recipe \(recipe) answers GetActionRecommendations, not GetRecommendations.")
    case "PERSONALIZED_RANKING":
      throw .invalid("The recipe \(recipe) answers GetPersonalizedRanking, not GetRecommendations.")
    default: break
    }
  }

  // MARK: - GetPersonalizedRanking

  func ranking(_ input: Input) throws(ServiceFault) -> Made {
    guard endpoint.type == "PERSONALIZED_RANKING" else {
      throw .invalid("The recipe \(endpoint.recipe) does not answer GetPersonalizedRanking.")
    }
    let columns = try metadataColumns(input)
    let names = (input["inputList"]?.elements ?? []).compactMap(\.string)
    let most = columns == nil ? Self.most : Self.mostWithMetadata
    guard !names.isEmpty, names.count <= most else { throw .invalid("inputList must have 1 to \(most) items.") }
    let user = input.required("userId")
    var stamp = stamp(user)
    let filter = try bound(input.text("filterArn"), input["filterValues"], &stamp)
    let model = endpoint.model
    let streamed = endpoint.data.streamed(of: user, first: stamp.events)
    let ranked = model.withMemory { memory -> [ServedModel.Item] in
      let allowed = allowed(filter, user: user, item: nil, streamed: streamed, memory: &memory)
      let known = names.compactMap { model.items[$0] }.filter { allowed?.contains($0) ?? true }
      return model.rank(known, for: endpoint.profile(of: user, events: stamp.events), memory: &memory)
    }
    var head = Array(#"{"personalizedRanking":["#.utf8)
    var isFirst = true
    for item in ranked {
      if !isFirst { head.append(UInt8(ascii: ",")) }
      write(item, promotion: nil, columns: columns, to: &head)
      isFirst = false
    }
    // What the model never saw comes last and has no score; a filter knows nothing of it either.
    var seen = Set<String>()
    for name in names where model.items[name] == nil && seen.insert(name).inserted && filter == nil {
      head += (isFirst ? "" : ",").utf8
      head += #"{"itemId":\#(JSONTree.quoted(name))}"#.utf8
      isFirst = false
    }
    if columns != nil { stamp.rows = endpoint.rows(at: now, filtersVersion) }
    return Made(head: head, stamp: stamp)
  }

  // MARK: - GetActionRecommendations

  func actions(_ input: Input) throws(ServiceFault) -> Made {
    guard endpoint.type == "PERSONALIZED_ACTIONS" else {
      throw .invalid("The recipe \(endpoint.recipe) does not answer GetActionRecommendations.")
    }
    let count = input.whole("numResults") ?? 5
    guard count <= Self.mostActions else { throw .invalid("numResults must be at most \(Self.mostActions).") }
    guard let user = input.text("userId"), !user.isEmpty else {
      throw .invalid("userId is required for the recipe \(endpoint.recipe).")
    }
    var stamp = stamp(user)
    let filter = try bound(input.text("filterArn"), input["filterValues"], &stamp)
    let events = stamp.events
    let list = endpoint.model.withMemory { memory -> [ServedModel.Item] in
      guard let filter else { return endpoint.list(of: user, events: events, count: count, memory: &memory) }
      let allowed = allowed(filter, user: user, item: nil, streamed: [], memory: &memory)
      return endpoint.model.recommend(
        to: endpoint.profile(of: user, events: events), count: count, allowed: allowed, hasScores: true,
        memory: &memory)
    }
    var head = Array(#"{"actionList":["#.utf8)
    for (index, item) in list.enumerated() {
      if index > 0 { head.append(UInt8(ascii: ",")) }
      write(item, named: "actionId", promotion: nil, columns: nil, to: &head)
    }
    return Made(head: head, stamp: stamp)
  }

  // MARK: - Parts

  func stamp(_ user: String?) -> AnswerCache.Stamp {
    let events = user.map { endpoint.data.streamedCount(of: $0, at: now, endpoint.subject) } ?? 0
    return .init(user: user, events: events, rows: [])
  }

  /// The filter that a request names; what it looked at goes into the stamp.
  private func bound(
    _ arn: String?, _ values: JSONTree?, _ stamp: inout AnswerCache.Stamp
  ) throws(ServiceFault) -> FilterBinding.Bound? {
    guard let arn else {
      if values?.members?.isEmpty == false { throw .invalid("filterValues need a filterArn.") }
      return nil
    }
    var given: [String: String] = [:]
    for member in values?.members ?? [] { given[member.key] = member.value.string ?? "" }
    let text = try expression(arn)
    let bound = try endpoint.filters.bound(text, values: given, model: endpoint.model, at: now)
    let target: FilterExpression.Target = endpoint.subject == .items ? .items : .actions
    guard bound.expression.target == target else {
      throw .invalid("The filter \(arn) filters \(bound.expression.target.rawValue), not \(target.rawValue).")
    }
    if bound.expression.clauses.contains(where: { $0.dataset == .actionInteractions }) {
      throw .invalid("The emulator does not apply conditions on ActionInteractions, which the filter \(arn) has.")
    }
    let usesCurrentItem = bound.expression.conditions.contains { $0.test.currentItemField != nil }
    guard !usesCurrentItem || endpoint.type == "RELATED_ITEMS" else {
      throw .invalid("CurrentItem in the filter \(arn) is for related items alone, not for \(endpoint.recipe).")
    }
    stamp.rows = endpoint.rows(at: now, filtersVersion)
    return bound
  }

  /// What the list may hold; nil without a filter.
  private func allowed(
    _ bound: FilterBinding.Bound?, user: String?, item: String?, streamed: [StreamedEvent],
    memory: inout ServedModel.Memory
  ) -> ItemSet? {
    guard let bound else { return nil }
    let model = endpoint.model
    let events = user.map {
      endpoint.filters.events(of: $0, model: model, types: bound.eventTypes, streamed: streamed)
    }
    return bound.filter.allowed(
      for: FilterRequest(
        user: user.flatMap { bound.users?.row(of: $0) }, events: events ?? .none,
        currentItem: item.flatMap { model.items[$0] }), scratch: &memory.filtering)
  }

  /// The metadata columns that a request wants; nil for none.
  private func metadataColumns(_ input: Input) throws(ServiceFault) -> [String]? {
    guard let wanted = input["metadataColumns"]?.members, !wanted.isEmpty else { return nil }
    guard endpoint.hasMetadata else {
      throw .invalid("Metadata are not enabled: set enableMetadataWithRecommendations first.")
    }
    guard let columns = wanted.first(where: { $0.key.uppercased() == "ITEMS" })?.value.elements, wanted.count == 1
    else {
      throw .invalid("metadataColumns can name columns of ITEMS alone.")
    }
    let names = columns.compactMap(\.string)
    guard names.count <= 10 else { throw .invalid("At most 10 metadata columns can be named.") }
    let known = endpoint.data.table(.items, at: now)?.rows.columns.map { $0.uppercased() } ?? []
    if let unknown = names.first(where: { !known.contains($0.uppercased()) }) {
      throw .invalid("The Items dataset has no column \(unknown).")
    }
    return names
  }

  /// An item as JSON. Scores have seven digits behind the point, as the service's have.
  private func write(
    _ item: ServedModel.Item, named key: String = "itemId", promotion: String?, columns: [String]?,
    to bytes: inout [UInt8]
  ) {
    bytes += "{\"\(key)\":".utf8
    if let stranger = item.stranger {
      bytes += JSONTree.quoted(stranger).utf8
    } else {
      bytes += endpoint.model.itemTexts[Int(item.index)]
    }
    if let score = item.score {
      bytes += #","score":"#.utf8
      FixedText.append(score, to: &bytes)
    }
    if let promotion { bytes += #","promotionName":\#(JSONTree.quoted(promotion))"#.utf8 }
    if let columns, let view = endpoint.data.table(.items, at: now) {
      let row = view.rows.row(of: item.stranger ?? endpoint.model.trained.items[Int(item.index)])
      var members: [JSONTree.Member] = []
      for column in columns {
        guard let row, let place = view.rows.columns.firstIndex(where: { $0.uppercased() == column.uppercased() }),
          !row[place].isEmpty
        else { continue }
        members.append(.init(column.lowercased(), .text(row[place])))
      }
      bytes += #","metadata":"#.utf8
      bytes += JSONTree(.object(members)).compactText.utf8
    }
    bytes.append(UInt8(ascii: "}"))
  }
}

/// Numbers from 0 to 1 as text.
enum FixedText {
  /// Adds the number with seven digits behind the point.
  static func append(_ value: Double, to bytes: inout [UInt8]) {
    var units = Int((min(max(value, 0), 1) * 1e7).rounded())
    var digits: [UInt8] = [48, 46, 48, 48, 48, 48, 48, 48, 48]
    if units == 10_000_000 { digits[0] = 49 }
    units %= 10_000_000
    var place = 8
    while units > 0 {
      digits[place] = 48 + UInt8(units % 10)
      units /= 10
      place -= 1
    }
    bytes += digits
  }
}
