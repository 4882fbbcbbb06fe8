import Attributes
import DelimitedText
import Measures

/// What the counts say in the end.
extension DatasetCheck {
  /// All findings, errors first, each group in order of the schema's fields.
  var findings: [DataFinding] {
    var found = whole
    let codes = tallies.keys.filter { $0.cell < 0 }.map(\.code).sorted()
    for code in codes { found.append(rowFinding(code, tallies[TallyKey(code: code, cell: -1)] ?? Tally())) }
    for (index, cell) in cells.enumerated() {
      for fault in CellFault.allCases {
        guard let tally = tallies[TallyKey(code: fault.rawValue, cell: index)] else { continue }
        found.append(
          DataFinding(
            fault.severity, code: fault.rawValue, column: cell.field.name, count: tally.count, lines: tally.lines,
            message: fault.message(cell.field.type), remedy: fault.remedy))
      }
    }
    return found.filter { $0.severity == .error } + found.filter { $0.severity == .warning }
  }

  private func rowFinding(_ code: String, _ tally: Tally) -> DataFinding {
    let message =
      code == "field-count"
      ? "A row has more or fewer fields than the header."
      : DelimitedFault.Code(rawValue: code).map { DelimitedFault($0, line: 0).description } ?? code
    return DataFinding(
      code: code, count: tally.count, lines: tally.lines, message: message,
      remedy: code == "quote-in-field" || code == "text-after-quote"
        ? "A cell with quotes stands in quotes, with \\\" for each inside." : "")
  }

  /// What is said of the file as a whole.
  mutating func addWhole(hasDoubledQuotes: Bool) {
    if hasDoubledQuotes {
      whole.append(
        DataFinding(
          code: "doubled-quotes", message: "Quotes inside a cell are written doubled.",
          remedy: "Personalize wants them behind a backslash: \\\"."))
    }
    if bytes > SchemaQuota.fileBytes {
      whole.append(
        DataFinding(code: "file-size", message: "The file is larger than 100 GB, the most a full import takes."))
    }
    if rows == 0 { whole.append(DataFinding(code: "no-rows", message: "The file has no rows.")) }
    addDuplicates()
    addFill()
    switch dataset {
    case .interactions: addInteractions()
    case .items where rows > SchemaQuota.items:
      whole.append(
        DataFinding(
          .warning, code: "many-items",
          message: "Recipes consider 750,000 items, the newest ones 5,000,000; the file has \(rows)."))
    case .actions where rows > SchemaQuota.actions:
      whole.append(DataFinding(code: "many-actions", message: "At most 1,000 actions are taken; the file has \(rows)."))
    default: break
    }
    addUnknown()
  }

  private mutating func addInteractions() {
    if rows > 0, rows < SchemaQuota.events {
      whole.append(
        DataFinding(
          code: "too-few-events", message: "\(rows) events are fewer than the 1,000 that training needs.",
          remedy: "The import would be paid for, and training would fail."))
    }
    if let users = cells.first(where: { $0.field.name == "USER_ID" })?.values, rows > 0 {
      let share = Double(users.repeated) / Double(max(1, users.distinct))
      let about = users.isExact ? "" : "about "
      if users.repeated < SchemaQuota.returningUsers {
        whole.append(
          DataFinding(
            code: "too-few-users", column: "USER_ID",
            message: "\(about)\(users.repeated) users have two events or more; training needs 25."))
      } else if share < SchemaQuota.returningShare {
        whole.append(
          DataFinding(
            .warning, code: "few-returning-users", column: "USER_ID",
            message: "\(about)\(users.repeated) of \(users.distinct) users have two events or more, under 1 %.",
            remedy: "The newest recipes want at least that share."))
      }
    }
    let reserved = ReservedField.of(.interactions).filter(\.isRequired).map(\.name)
    let columns = schema.fields.count { !reserved.contains($0.name) }
    if eventTypes.count + columns > SchemaQuota.eventTypesAndColumns {
      let many = eventTypes.count == 1000 ? "A thousand or more" : "\(eventTypes.count)"
      whole.append(
        DataFinding(
          code: "event-types",
          message: "\(many) event types and \(columns) optional columns are more than 10 together.",
          remedy: "Join rare event types, or leave out columns."))
    }
    if let time = cells.first(where: { $0.field.name == "TIMESTAMP" }), rows > 1, time.earliest == time.latest {
      whole.append(
        DataFinding(.warning, code: "one-time", column: "TIMESTAMP", message: "All events have the same time."))
    }
  }

  private mutating func addDuplicates() {
    if dataset == .interactions || dataset == .actionInteractions {
      let repetitions = rowSample.repetitions
      if repetitions > 0 {
        whole.append(
          DataFinding(
            .warning, code: "duplicate-events",
            message: "\(rowSample.isExact ? "" : "About ")\(repetitions) events are equal in all fields to another.",
            remedy: "The service keeps one of each."))
      }
    } else if let ids = cells.first(where: { $0.field.name == dataset.idColumn }), ids.values.repeated > 0 {
      whole.append(
        DataFinding(
          .warning, code: "duplicate-ids", column: ids.field.name,
          message: "\(ids.values.isExact ? "" : "About ")\(ids.values.repeated) ids come more than once.",
          remedy: "One record of each is kept."))
    }
  }

  private mutating func addFill() {
    guard rows > 0 else { return }
    for cell in cells {
      let share = Double(cell.filled) / Double(rows)
      let percent = "\(Int((share * 100).rounded(.down))) %"
      if cell.role == .text, share < 0.85 {
        whole.append(
          DataFinding(
            .warning, code: "sparse-text", column: cell.field.name,
            message: "\(percent) of the cells are filled; text below 85 % is not trained on."))
      } else if cell.role != .text, share < 0.7 {
        whole.append(
          DataFinding(
            .warning, code: "sparse-column", column: cell.field.name,
            message: "\(percent) of the cells are filled; the service warns below 70 %."))
      }
      if cell.role == .category, cell.field.isCategorical, cell.values.distinct > 30 {
        let about = cell.values.isExact ? "" : "about "
        whole.append(
          DataFinding(
            .warning, code: "many-categories", column: cell.field.name,
            message: "It has \(about)\(cell.values.distinct) categories; the service warns above 30."))
      }
    }
  }

  private mutating func addUnknown() {
    for (cell, seen) in zip(cells, unknown) where seen.rows > 0 {
      let column = cell.field.name
      let share = Double(seen.rows) / Double(max(1, seen.checked))
      let percent = share < 0.001 ? "under 0.1 %" : "\((share * 1000).rounded() / 10) %"
      whole.append(
        DataFinding(
          .warning, code: "unknown-id", column: column,
          message: "\(percent) of the events name an id that the other file does not have.",
          remedy: column == "ITEM_ID" ? "Such items have no attributes and pass no filter by one." : ""))
    }
  }
}
