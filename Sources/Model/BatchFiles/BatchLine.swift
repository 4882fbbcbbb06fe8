/// What one line of a batch job's output says.
package enum BatchLine: Hashable, Sendable {
  /// The list of a query.
  case answer(BatchAnswer)
  /// The service could not answer this query; `key` is the user or item where the line names one.
  case failed(key: String?, message: String)
  /// The line is none that a batch job writes.
  case broken(BatchLineFault, detail: String)
}

/// A query's list.
package struct BatchAnswer: Hashable, Sendable {
  package let kind: BatchKind
  /// The user; for related items the item; for a segment the item or the expression over attributes.
  package let key: String
  /// Best first; may be empty. Users where the list is a segment.
  package let items: [String]
  /// Beside `items`; empty where the recipe gives none.
  package let scores: [Double]

  package init(kind: BatchKind, key: String, items: [String], scores: [Double] = []) {
    (self.kind, self.key, self.items, self.scores) = (kind, key, items, scores)
  }
}

/// Why a line cannot be used.
package enum BatchLineFault: String, CaseIterable, Sendable {
  case notJSON = "not-json"
  case tooLong = "line-too-long"
  case noInput = "no-input"
  case noOutput = "no-output"
  case badID = "bad-id"
  case tooManyItems = "too-many-items"
  case scoreCount = "score-count"
  case otherKind = "other-kind"

  /// What is wrong, as a sentence.
  package var message: String {
    switch self {
    case .notJSON: "The line is not the JSON of a batch job's output."
    case .tooLong: "The line is longer than \(BatchLimits.lineBytes >> 20) MiB."
    case .noInput: "The line names neither a user nor an item as its input."
    case .noOutput: "The line holds neither an output nor an error."
    case .badID: "An id is empty, longer than 256 bytes, or holds a zero byte."
    case .tooManyItems:
      "The list has more than \(BatchLimits.items) items, or more than \(BatchLimits.segmentUsers) users."
    case .scoreCount: "There are not as many scores as items."
    case .otherKind: "The line answers another kind of query than the first one."
    }
  }
}

/// What a line of output may hold at most, so that only hostile lines meet the limits.
package enum BatchLimits {
  /// A segment of 5 million users with ids of about twenty bytes; a list of items needs a hundredth.
  package static let lineBytes = 128 << 20
  /// Source: service model of personalize, CreateBatchSegmentJob, `numResults`, 2025.
  package static let segmentUsers = 5_000_000
  /// Bytes of an expression over attributes; a guess, for none is documented.
  package static let expressionBytes = 4_096
  /// Twice what the service gives. Source: developer guide, CreateBatchInferenceJob, 2025.
  package static let items = 1_000
  /// Source: service model of personalize-runtime, `itemId` and `userId`.
  package static let idBytes = 256
}
