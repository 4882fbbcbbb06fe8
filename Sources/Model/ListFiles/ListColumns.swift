import DelimitedText

/// Why a row cannot be used.
enum ListFault: Error, Hashable {
  /// A sentence that says what is wrong with its form.
  case broken(String)
  case missingColumn(String)
  case repeatedColumn(String)
  case shortRow
  case emptyID
  case longID
  case notUTF8
  /// The column whose cell is no finite number.
  case notANumber(String)
  /// The service could not answer this query: the user has no list, and the row is none to mend.
  case failedQuery

  /// A short stable name.
  var code: String {
    switch self {
    case .broken: "broken-row"
    case .missingColumn: "missing-column"
    case .repeatedColumn: "repeated-column"
    case .shortRow: "short-row"
    case .emptyID: "empty-id"
    case .longID: "long-id"
    case .notUTF8: "not-utf-8"
    case .notANumber: "not-a-number"
    case .failedQuery: "failed-query"
    }
  }

  /// What is wrong, as a sentence.
  var message: String {
    switch self {
    case .broken(let sentence): sentence
    case .missingColumn(let name): "The header has no column \(name)."
    case .repeatedColumn(let name): "The header has the column \(name) twice."
    case .shortRow: "The row ends before the last column that is read."
    case .emptyID: "An id is empty."
    case .longID: "An id is too long."
    case .notUTF8: "The row is not UTF-8."
    case .notANumber(let column): "The \(column) is no finite number."
    case .failedQuery: "The service could not answer this query."
    }
  }
}

/// Where the columns of a CSV file stand; names are read without regard to case.
struct ListColumns {
  private let user: Int?
  private let item: Int?
  private let rank: Int?
  private let score: Int?
  private let gain: Int?
  /// What is wrong with the header; rows of such a file give nothing.
  let faults: [ListFault]

  init(_ header: [String], role: ListRole) {
    let names = header.map { $0.uppercased() }
    var faults: [ListFault] = []
    func position(_ name: String, isNeeded: Bool) -> Int? {
      let found = names.indices.filter { names[$0] == name }
      if found.count > 1 { faults.append(.repeatedColumn(name)) }
      if found.isEmpty, isNeeded { faults.append(.missingColumn(name)) }
      return found.first
    }
    user = position("USER_ID", isNeeded: true)
    item = position("ITEM_ID", isNeeded: true)
    rank = role == .lists ? position("RANK", isNeeded: false) : nil
    score = role == .lists ? position("SCORE", isNeeded: false) : nil
    gain = role == .truth ? position("GAIN", isNeeded: false) : nil
    self.faults = faults
  }

  func row(of reader: DelimitedReader) -> Result<ListRow, ListFault> {
    guard faults.isEmpty, let user, let item else { return .failure(.shortRow) }
    let last = [user, item, rank ?? 0, score ?? 0, gain ?? 0].max() ?? 0
    guard reader.fieldCount > last else { return .failure(.shortRow) }
    guard let userName = reader.text(user), let itemName = reader.text(item) else { return .failure(.notUTF8) }
    var row = ListRow(user: userName, item: itemName)
    do throws(ListFault) {
      row.rank = try number(rank, "rank", reader)
      row.score = try number(score, "score", reader)
      row.gain = try number(gain, "gain", reader)
    } catch { return .failure(error) }
    return .success(row)
  }

  private func number(_ column: Int?, _ name: String, _ reader: DelimitedReader) throws(ListFault) -> Double? {
    guard let column else { return nil }
    guard let text = reader.text(column), let value = finite(text) else { throw .notANumber(name) }
    return value
  }
}
