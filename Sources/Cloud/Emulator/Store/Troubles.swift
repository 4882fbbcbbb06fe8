import Synchronization

/// What is wrong with keeping the state, for those who ask and for the terminal: one sentence for each kind of trouble, said
/// when it begins and not again until it is over.
final class Troubles: Sendable {
  /// What could not be done.
  enum Kind: Int, CaseIterable, Sendable {
    /// Resources, or the clock, could not be written.
    case saving
    /// Events and records put one by one could not be written.
    case recording
    /// Usage could not be written.
    case counting
    /// Something kept could not be read back.
    case reading
    /// Events of a deleted dataset could not be removed from the file.
    case forgetting
  }

  private let open = Mutex<[Kind: String]>([:])
  private let say: @Sendable (String) -> Void

  /// - Parameter say: is told each new trouble, once.
  init(say: @escaping @Sendable (String) -> Void) { self.say = say }

  /// Notes that something failed.
  func note(_ kind: Kind, _ sentence: String) {
    let isNew = open.withLock { $0.updateValue(sentence, forKey: kind) == nil }
    if isNew { say(sentence) }
  }

  /// Notes that it went well again.
  func clear(_ kind: Kind) { open.withLock { _ = $0.removeValue(forKey: kind) } }

  var sentences: [String] {
    let open = open.withLock { $0 }
    return Kind.allCases.compactMap { open[$0] }
  }
}
