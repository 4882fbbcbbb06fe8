import Attributes
import Interactions
import Schemas

/// Recipes that no local model is made for, and what the emulator puts in their place: a neighbourhood model of something
/// that is not the group's interactions. The answers are of the right form and plausible, and no more than that.
enum StandIn: String, Sendable {
  /// Actions that those took who took the same before.
  case actions = "aws-next-best-action"
  /// Items whose texts and categories share rare words.
  case texts = "aws-semantic-similarity"

  /// The dataset that it learns from, beside the one that every group has.
  var dataset: DatasetKind { self == .actions ? .actionInteractions : .items }

  /// The only events of it that count.
  static let taken = "TAKEN"

  /// What it learns from, as a log, and how many of the streamed events are among it.
  func log(_ data: GroupData, at now: Int64) -> (log: InteractionLog, streamed: Int) {
    switch self {
    case .actions: return data.snapshot(at: now, of: .actions)
    case .texts: return (data.table(.items, at: now).map(Self.words) ?? .empty, 0)
    }
  }

  /// Source: developer guide, next best action, 2025: fifty of each kind. For texts, two items are the least that are alike.
  func problem(_ log: InteractionLog) -> String? {
    switch self {
    case .actions:
      let taken = log.eventTypes.firstIndex(of: Self.taken).map(UInt8.init)
      let count = log.eventTypeIDs.count { $0 == taken }
      return count >= 50 && log.count - count >= 50
        ? nil : "The Action interactions dataset has fewer than 50 TAKEN and 50 NOT_TAKEN or VIEWED events."
    case .texts: return log.items.count >= 2 ? nil : "The Items dataset has no texts that could be compared."
    }
  }

  /// Words that an item counts with at most.
  private static let mostWords = 200

  /// Each word of an item's texts and categories as an event of the item: items that share words are then as alike as
  /// items that share users. Words of more than half of all items say nothing.
  private static func words(_ view: RecordView) -> InteractionLog {
    let columns = view.rows.columns.indices.filter { index in
      guard let field = view.schema.field(view.rows.columns[index]) else { return false }
      return field.isTextual || field.isCategorical || field.isItemName
    }
    let words = view.rows.cells.map { row -> [String] in
      var seen = Set<Substring>()
      let all = columns.flatMap { row[$0].lowercased().split { !$0.isLetter && !$0.isNumber } }
      return all.filter { $0.count > 1 && seen.insert($0).inserted }.prefix(mostWords).map(String.init)
    }
    var items: [String: Int] = [:]
    for word in words.joined() { items[word, default: 0] += 1 }
    var builder = LogBuilder()
    for (id, own) in zip(view.rows.ids, words) {
      for word in own where 2 * (items[word] ?? 0) <= view.rows.ids.count {
        let event = StreamedEvent(
          session: word, user: word, item: id, type: "word", value: .nan, seconds: 1, arrived: 0)
        builder.append(event, user: word, item: id)
      }
    }
    return builder.log()
  }
}
