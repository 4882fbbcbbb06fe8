import Attributes

/// One condition: a field, an operator, and what it is set against.
extension FilterParser {
  mutating func condition(_ reading: inout ConditionReading) throws(FilterProblem) -> FilterExpression.Condition {
    let start = token.range.lowerBound
    if token.kind == .sign("(") {
      throw problem(
        "parentheses", "Conditions stand without parentheses in AWS's language.",
        "Write each alternative as an expression of its own, joined by `|`.")
    }
    let owner = try owner(&reading)
    try take(".")
    guard case .word(let field) = token.kind else { throw expected("The name of a field") }
    advance()
    let fieldRange = start..<previous.range.upperBound
    check(field, of: owner, at: fieldRange)
    let testStart = token.range.lowerBound
    var currentItem: Range<Int>?
    let test = try test(of: field, in: owner, isUser: reading.isUser, currentItem: &currentItem)
    reading.marks.append(
      FilterText.Mark(
        dataset: owner, clause: reading.clause, field: fieldRange, test: testStart..<previous.range.upperBound,
        currentItem: currentItem))
    return FilterExpression.Condition(field, test)
  }

  /// The data set before the point.
  private mutating func owner(_ reading: inout ConditionReading) throws(FilterProblem) -> DatasetKind {
    guard case .word(let name) = token.kind else {
      throw expected(reading.isUser ? "CurrentUser.FIELD" : "A condition such as Items.PRICE < 10")
    }
    let range = token.range
    let isCurrentUser = name.lowercased() == "currentuser"
    guard !reading.isUser else {
      guard isCurrentUser else {
        throw problem(
          "if-without-user", "IF looks at CurrentUser alone.", "Join conditions on items by AND, before IF.")
      }
      advance()
      return .users
    }
    if isCurrentUser {
      throw problem(
        "user-outside-if", "CurrentUser stands behind IF alone.", "End the expression with IF CurrentUser….")
    }
    guard let dataset = DatasetKind(named: name) else {
      let remedy = name.lowercased() == "currentitem" ? "CurrentItem stands on the right side of an operator." : ""
      throw problem(
        "unknown-dataset", "`\(name.prefix(40))` is no data set.",
        remedy.isEmpty ? "Use Items, Users, Interactions, Actions or ActionInteractions." : remedy)
    }
    advance()
    if let first = reading.dataset, first != dataset {
      note(
        "two-datasets", range,
        "An expression looks at one data set; this one began with \(first.rawValue).",
        "Write two expressions, joined by `|`.")
    } else if !reading.target.datasets.contains(dataset) {
      let allowed = reading.target.datasets.map(\.rawValue).joined(separator: " or ")
      note(
        "wrong-dataset", range, "\(reading.target.rawValue) is filtered by \(allowed), not by \(dataset.rawValue).",
        dataset == .users ? "Use IF CurrentUser… for the user who asks." : "")
    }
    reading.dataset = reading.dataset ?? dataset
    return dataset
  }

  /// What a field's name alone says.
  private mutating func check(_ field: String, of owner: DatasetKind, at range: Range<Int>) {
    let name = field.uppercased()
    if owner == .interactions || owner == .actionInteractions, name != "EVENT_TYPE" {
      note("interaction-field", range, "Of interactions only EVENT_TYPE can be filtered by.")
    }
    if owner == .actions, name == "EXPIRATION_TIMESTAMP" || name == "REPEAT_FREQUENCY" {
      note("automatic-field", range, "The service itself applies \(name); it cannot be filtered by.")
    }
  }

  // MARK: - Operators

  private mutating func test(
    of field: String, in owner: DatasetKind, isUser: Bool, currentItem: inout Range<Int>?
  ) throws(FilterProblem) -> FilterExpression.Test {
    let isEventType = owner == .interactions || owner == .actionInteractions
    if case .comparison(let comparison) = token.kind {
      if isEventType { note("event-type-operator", token.range, "Event types are tested by IN and NOT IN.") }
      advance()
      return .compare(comparison, try operand(currentItem: &currentItem))
    }
    let isNegated = word() == "NOT"
    if isNegated { advance() }
    guard word() == "IN" else {
      let name = word() ?? ""
      if ["IS", "LIKE", "BETWEEN"].contains(name) {
        throw problem("bad-operator", "AWS's language has no \(name).")
      }
      throw isNegated ? expected("IN") : expected("IN, NOT IN or a comparison such as <=")
    }
    advance()
    if word() == "CURRENTITEM" {
      if isEventType { note("event-type-operator", token.range, "Event types are not set against the current item.") }
      let name = try currentItemField(&currentItem)
      return isNegated ? .isNotIn(.ofCurrentItem(name)) : .isIn(.ofCurrentItem(name))
    }
    let values = try values(isNegated: isNegated, isEventType: isEventType)
    return isNegated ? .isNotIn(values) : .isIn(values)
  }

  private mutating func operand(
    currentItem: inout Range<Int>?
  ) throws(FilterProblem) -> FilterExpression.Operand {
    switch token.kind {
    case .number(let value, _):
      advance()
      return .number(value)
    case .parameter(let name):
      checkParameter(name)
      advance()
      return .parameter(name)
    case .sign("("):
      // AWS's own samples write `> ($VALUE)`.
      advance()
      guard case .parameter(let name) = token.kind else { throw expected("A placeholder such as $MAX") }
      checkParameter(name)
      advance()
      try take(")")
      return .parameter(name)
    case .word where word() == "CURRENTITEM":
      return .ofCurrentItem(try currentItemField(&currentItem))
    case .word where ["TRUE", "FALSE"].contains(word() ?? ""):
      throw problem(
        "boolean", "Booleans cannot be filtered by.", #"Use a string field with "True" and "False", or 0 and 1."#)
    case .string(let text, _):
      let isNumber = Double(decimal: text) != nil
      throw problem(
        "string-comparison", "A comparison needs a number or a placeholder.",
        isNumber ? "Write the number without quotes." : "Use IN (\"…\") for text.")
    default: throw expected("A number, a placeholder or CurrentItem.FIELD")
    }
  }

  private mutating func currentItemField(_ range: inout Range<Int>?) throws(FilterProblem) -> String {
    let start = token.range.lowerBound
    advance()
    try take(".")
    guard case .word(let name) = token.kind else { throw expected("The name of a field") }
    advance()
    range = start..<previous.range.upperBound
    return name.uppercased()
  }

  // MARK: - Lists

  private mutating func values(
    isNegated: Bool, isEventType: Bool
  ) throws(FilterProblem) -> FilterExpression.Values {
    if case .parameter = token.kind { throw problem("list-syntax", "The placeholder needs parentheses: IN ($NAME).") }
    try take("(")
    if case .parameter(let name) = token.kind {
      if isNegated {
        note(
          "placeholder-not-in", token.range, "Placeholders are not allowed with NOT IN.",
          "Turn it round: EXCLUDE … IN ($\(name.prefix(50))).")
      }
      checkParameter(name)
      advance()
      if token.kind == .sign(",") {
        throw problem("list-syntax", "A list holds one placeholder, and nothing else.", "Give it several values.")
      }
      try take(")")
      return .parameter(name)
    }
    var listed: [String] = []
    var stars: [Range<Int>] = []
    while true {
      try value(isEventType: isEventType, &listed, &stars)
      guard token.kind == .sign(",") else { break }
      advance()
    }
    try take(")")
    if let star = stars.first {
      if !isEventType {
        note("star", star, "`*` stands for any event type, and for no other field.")
      } else if isNegated || listed.count > 1 {
        note("star", star, "`*` stands alone, and behind IN.")
      }
      return .anything
    }
    return .listed(listed)
  }

  private mutating func value(
    isEventType: Bool, _ listed: inout [String], _ stars: inout [Range<Int>]
  ) throws(FilterProblem) {
    switch token.kind {
    case .string(let text, let isSingleQuoted):
      if isSingleQuoted {
        warn(
          "single-quotes", token.range, "AWS documents double quotes alone; it is not known to take these.",
          "Write \"\(text.prefix(40))\".")
      }
      if isEventType, text.contains(",") {
        warn(
          "comma-in-value", token.range, "This is one event type whose name holds a comma.",
          "Close and open the quotes at the comma where two are meant.")
      }
      if text.hasPrefix("$") {
        warn(
          "placeholder-in-quotes", token.range, "In quotes this is text, and no placeholder.",
          "Write IN (\(text.prefix(51))) without quotes.")
      }
      if text == "*" { stars.append(token.range) }
      listed.append(text)
    case .sign("*"): throw problem("star", "`*` stands in quotes: IN (\"*\").")
    case .number(_, let text):
      throw problem("number-in-list", "A list holds text in quotes.", "Write \"\(text.prefix(40))\".")
    case .parameter:
      throw problem(
        "list-syntax", "A list holds one placeholder or text, not both.", "Give the placeholder all values.")
    case .sign(")") where listed.isEmpty: throw problem("list-syntax", "The list is empty.")
    case .word(let text):
      throw problem("list-syntax", "A list holds text in quotes.", "Write \"\(text.prefix(40))\".")
    default: throw expected("Text in quotes")
    }
    advance()
  }

  private mutating func checkParameter(_ name: String) {
    let limit = FilterExpression.Quota.parameterName
    if name.unicodeScalars.count > limit {
      note("long-placeholder", token.range, "The placeholder's name has more than \(limit) characters.")
    } else if !name.unicodeScalars.allSatisfy(\.isASCII) {
      note("bad-placeholder", token.range, "A placeholder's name has English letters, digits and underscores.")
    }
  }
}
