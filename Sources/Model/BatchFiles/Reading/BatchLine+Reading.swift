import JSONText

extension BatchLine {
  /// What a line says; a byte order mark before it is passed over.
  package init(_ bytes: [UInt8]) {
    do throws(JSONError) {
      self = try BatchLineParts(bytes).line
    } catch {
      self = .broken(.notJSON, detail: "\(error)")
    }
  }
}

/// The members of a line's object, as they stand there.
private struct BatchLineParts {
  private var user: String?
  private var item: String?
  private var isRanking = false
  private var error: String?
  private var items: [String]?
  private var scores: [Double] = []
  private var users: [String]?
  private var attributes: String?
  private var hasTooManyItems = false

  init(_ bytes: [UInt8]) throws(JSONError) {
    var limits = JSONReader.Limits()
    limits.depth = 16
    var reader = JSONReader(bytes, limits: limits)
    try reader.beginObject()
    while let key = try reader.nextKey() {
      switch key {
      case "input": try readInput(&reader)
      case "output": try readOutput(&reader)
      case "error": try readError(&reader)
      default: try reader.skip()
      }
    }
    try reader.end()
  }

  var line: BatchLine {
    let input = user ?? item ?? attributes
    if let error { return .failed(key: input, message: error) }
    guard input != nil else { return .broken(.noInput, detail: "") }
    if hasTooManyItems { return .broken(.tooManyItems, detail: "") }
    if let users, items == nil {
      // A segment is of an item or of attributes, never of a user.
      guard let segment = item ?? attributes else { return .broken(.noInput, detail: "") }
      let isKey =
        item == nil ? BatchLineParts.isText(segment, BatchLimits.expressionBytes) : BatchLineParts.isID(segment)
      guard isKey, users.allSatisfy({ BatchLineParts.isID($0) }) else { return .broken(.badID, detail: "") }
      return .answer(BatchAnswer(kind: .segment, key: segment, items: users))
    }
    guard let items else { return .broken(.noOutput, detail: "") }
    guard let key = user ?? item else { return .broken(.noInput, detail: "") }
    guard scores.isEmpty || scores.count == items.count else {
      return .broken(.scoreCount, detail: "\(scores.count) scores, \(items.count) items")
    }
    guard ([key] + items).allSatisfy({ BatchLineParts.isID($0) }) else {
      return .broken(.badID, detail: "")
    }
    let kind: BatchKind = user == nil ? .relatedItems : isRanking ? .ranking : .personalization
    return .answer(BatchAnswer(kind: kind, key: key, items: items, scores: scores))
  }

  /// Whether a text can be an id; no database takes a zero byte in one.
  private static func isID(_ text: String) -> Bool { isText(text, BatchLimits.idBytes) }

  private static func isText(_ text: String, _ mostBytes: Int) -> Bool {
    !text.isEmpty && text.utf8.count <= mostBytes && !text.utf8.contains(0)
  }

  private mutating func readInput(_ reader: inout JSONReader) throws(JSONError) {
    guard try BatchLineParts.hasObject(&reader) else { return }
    while let key = try reader.nextKey() {
      switch key {
      // Ids that look like numbers are written as such by some makers of input files.
      case "userId": user = try reader.stringOrNumber()
      case "itemId": item = try reader.stringOrNumber()
      case "itemAttributes": attributes = try reader.stringOrNumber()
      case "itemList":
        isRanking = true
        try reader.skip()
      default: try reader.skip()
      }
    }
  }

  private mutating func readOutput(_ reader: inout JSONReader) throws(JSONError) {
    guard try BatchLineParts.hasObject(&reader) else { return }
    while let key = try reader.nextKey() {
      switch key {
      case "recommendedItems": items = try readList(&reader, most: BatchLimits.items)
      case "scores": scores = try readScores(&reader)
      // The guide has one name, files of the service another.
      case "usersList", "recommendedUsers": users = try readList(&reader, most: BatchLimits.segmentUsers)
      default: try reader.skip()
      }
    }
  }

  private mutating func readList(_ reader: inout JSONReader, most: Int) throws(JSONError) -> [String] {
    var items: [String] = []
    try reader.beginArray()
    while try reader.nextElement() {
      if items.count < most {
        items.append(try reader.stringOrNumber())
      } else {
        hasTooManyItems = true
        try reader.skip()
      }
    }
    return items
  }

  /// Scores; not-a-number for null, as ranking leaves out those of items it never saw.
  private func readScores(_ reader: inout JSONReader) throws(JSONError) -> [Double] {
    if try reader.kind() == .null {
      try reader.skip()
      return []
    }
    var scores: [Double] = []
    try reader.beginArray()
    while try reader.nextElement() {
      if scores.count > BatchLimits.items {
        try reader.skip()
      } else if try reader.kind() == .null {
        try reader.skip()
        scores.append(.nan)
      } else {
        scores.append(Double(try reader.stringOrNumber()) ?? .nan)
      }
    }
    return scores
  }

  private mutating func readError(_ reader: inout JSONReader) throws(JSONError) {
    switch try reader.kind() {
    case .null: try reader.skip()
    case .string:
      let text = try reader.string()
      if !text.isEmpty { error = text }
    default:
      // The shape of errors is documented nowhere; one that is an object is an error all the same.
      try reader.skip()
      error = "an error of another form than text"
    }
  }

  /// Enters an object; false, and passed over, where null stands in its place.
  private static func hasObject(_ reader: inout JSONReader) throws(JSONError) -> Bool {
    if try reader.kind() == .null {
      try reader.skip()
      return false
    }
    try reader.beginObject()
    return true
  }
}

extension BatchQuery {
  /// The query that a line of a batch job's input asks; nil where it is none.
  package init?(line: [UInt8]) {
    let wrapped = Array(#"{"input":"#.utf8) + line + Array(#","output":{"recommendedItems":[]}}"#.utf8)
    guard case .answer(let answer) = BatchLine(wrapped) else { return nil }
    switch answer.kind {
    case .personalization: self.init(user: answer.key)
    case .relatedItems: self.init(item: answer.key)
    // The candidates are not read: who asks is all that is wanted of a line.
    case .ranking: self.init(user: answer.key, candidates: [])
    case .segment: return nil
    }
  }
}
