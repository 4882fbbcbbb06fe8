import JSONText

/// One operation of Personalize: its properties are the members of the request, under the names of the wire.
package protocol PersonalizeOperation: Encodable, Sendable {
  associatedtype Answer: Decodable & Sendable
  /// What it does to the account.
  static var effect: OperationEffect { get }
  /// Which of the three services it goes to.
  static var door: PersonalizeDoor { get }
}

extension PersonalizeOperation {
  package static var door: PersonalizeDoor { .control }
  /// The name on the wire is the type's.
  package static var operationName: String { "\(Self.self)" }
}

/// A list that comes in pages.
package protocol PagedOperation: PersonalizeOperation where Answer: PageAnswer {
  var nextToken: String? { get set }
  var maxResults: Int? { get set }
}

/// A page of a list.
package protocol PageAnswer: Decodable, Sendable {
  associatedtype Row: Sendable
  var rows: [Row] { get }
  /// Asks for the next page; nil on the last.
  var nextToken: String? { get }
}

/// The answer of operations that answer nothing.
package struct NoAnswer: Decodable, Hashable, Sendable {}

/// The three services of Personalize: the control plane, which tells operations by a header, and two that do by path.
package enum PersonalizeDoor: Hashable, Sendable {
  case control
  /// With the path.
  case runtime(String)
  case events(String)
}

/// What an operation does, which says what may be done when its answer is lost.
package enum OperationEffect: Hashable, Sendable {
  /// Changes nothing.
  case reading
  /// Twice is as once.
  case change
  /// Makes a resource: never sent again before the account has been searched for it.
  case creation(CreatedResource)
  /// Once it is gone, another delete does not find it.
  case deletion
}
