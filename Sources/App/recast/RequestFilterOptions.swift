import ArgumentParser
import Attributes
import Engine
import Filters
import Interactions

/// What lists may hold at each request of an evaluation: a filter of the service, and when items came to be.
struct RequestFilterOptions: ParsableArguments {
  @Option(help: "A filter expression of the service, as of each request: it knows strictly earlier events alone.")
  var filter: String?
  @Option(help: "Attributes of items, CSV with ITEM_ID: for the filter; by CREATION_TIMESTAMP items are candidates.")
  var items: String?
  @Option(help: "Attributes of users for the filter, CSV with USER_ID.") var users: String?
  @Option(help: "A filter placeholder's value, NAME=VALUE; may be repeated.") var value: [String] = []

  /// Puts the filter and the items' creation into the settings, or stops with what is wrong with them.
  func apply(to settings: inout ProtocolEvaluation.Settings, _ log: InteractionLog) throws {
    if filter == nil, !value.isEmpty || users != nil {
      throw Stop(.wrongInput, "--value and --users go with --filter.")
    }
    let itemTable = try items.map { try DataFiles.attributes($0, of: .items) }
    if let itemTable { settings.created = try created(itemTable, log) }
    guard let filter else { return }
    let bound = try BoundFilter.given(filter, values: value)
    guard bound.target == .items else { throw Stop(.wrongInput, "--filter is one of items here.") }
    let userTable = try users.map { try DataFiles.attributes($0, of: .users) }
    do throws(FilterCompilationError) {
      settings.filter = try RequestFilter(bound, text: filter, log: log, items: itemTable, users: userTable)
    } catch {
      let file = error.field.hasPrefix("Users") ? "--users" : "--items"
      throw Stop(.wrongInput, "\(error) Give a file that does with \(file).")
    }
  }

  /// Since when each item of the log is known by the file; empty where the file does not tell.
  private func created(_ table: AttributeTable, _ log: InteractionLog) throws(Stop) -> [Int64?] {
    guard let column = table.column("CREATION_TIMESTAMP"), case .numbers(let seconds) = column.content else {
      if filter == nil {
        Terminal.say("--items has no CREATION_TIMESTAMP: items are candidates from their first event.")
      }
      return []
    }
    let possible = InteractionLog.possibleSeconds
    guard seconds.allSatisfy({ $0.isNaN || ($0 >= 0 && $0 < Double(possible.upperBound)) }) else {
      throw Stop(.wrongInput, "--items: CREATION_TIMESTAMP holds what are no seconds since 1970.")
    }
    return log.items.map { name in
      table.row(of: name).flatMap { seconds[Int($0)].isNaN ? nil : Int64(seconds[Int($0)]) }
    }
  }
}
