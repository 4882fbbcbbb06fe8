/// What is known of users, items or actions beside their events: a row each, columns of numbers or of categories.
package struct AttributeTable: Sendable {
  /// What a column holds.
  package enum Kind: String, Sendable, Hashable, CaseIterable {
    case number
    /// Short text that repeats; several values in one cell stand as `a|b`.
    case category
    /// Running text.
    case text
    /// `true` or `false`; Personalize neither trains on it nor filters by it.
    case boolean
  }

  /// Names of the rows, such as item ids, each once.
  package let ids: [String]
  /// In the order of the file, without the column of ids; names are unique in any case.
  package let columns: [AttributeColumn]
  private let rows: [String: Int32]

  /// - Parameter ids: each once; columns have a value for each.
  package init(ids: [String], columns: [AttributeColumn]) {
    self.init(ids: ids, columns: columns, rows: [:])
  }

  init(ids: [String], columns: [AttributeColumn], rows: [String: Int32]) {
    precondition(columns.allSatisfy { $0.count == ids.count })
    self.ids = ids
    self.columns = columns
    self.rows =
      rows.count == ids.count
      ? rows : Dictionary(zip(ids, ids.indices.map(Int32.init))) { first, _ in first }
  }

  /// Number of rows.
  package var count: Int { ids.count }

  /// The row of an id, or nil.
  package func row(of id: String) -> Int32? { rows[id] }

  /// The column of a name, in any case.
  package func column(_ name: String) -> AttributeColumn? {
    let wanted = name.uppercased()
    return columns.first { $0.name.uppercased() == wanted }
  }

  /// The same facts with rows in another order, such as that of a log's items; names that have no row get nulls.
  package func aligned(to names: [String]) -> AttributeTable {
    let order = names.map { rows[$0] ?? -1 }
    return AttributeTable(ids: names, columns: columns.map { $0.rearranged(order) })
  }
}

/// One attribute of every row.
package struct AttributeColumn: Sendable {
  /// The values.
  package enum Content: Sendable {
    /// Not-a-number where the row has none.
    case numbers([Double])
    case categories(Categories)
  }

  /// As the file writes it.
  package let name: String
  package let kind: AttributeTable.Kind
  package let content: Content

  /// A column of numbers; not-a-number stands for null.
  package init(name: String, numbers: [Double]) {
    self.name = name
    kind = .number
    content = .numbers(numbers)
  }

  /// A column of text, by its values.
  package init(name: String, kind: AttributeTable.Kind = .category, categories: Categories) {
    precondition(kind != .number)
    self.name = name
    self.kind = kind
    content = .categories(categories)
  }

  /// Number of rows.
  package var count: Int {
    switch content {
    case .numbers(let numbers): numbers.count
    case .categories(let categories): categories.count
    }
  }

  /// Whether a row has no value.
  package func isNull(_ row: Int) -> Bool {
    switch content {
    case .numbers(let numbers): numbers[row].isNaN
    case .categories(let categories): categories.codes(of: row).isEmpty
    }
  }

  /// A row's value as text, several joined by `|`; nil where there is none.
  package func text(_ row: Int) -> String? {
    guard !isNull(row) else { return nil }
    switch content {
    case .numbers(let numbers): return numbers[row].plainText
    case .categories(let categories):
      return categories.codes(of: row).map { categories.names[Int($0)] }.joined(separator: "|")
    }
  }

  /// The column with row `order[i]` at place `i`; null where that is negative.
  func rearranged(_ order: [Int32]) -> AttributeColumn {
    switch content {
    case .numbers(let numbers): AttributeColumn(name: name, numbers: order.map { $0 < 0 ? .nan : numbers[Int($0)] })
    case .categories(let old):
      AttributeColumn(
        name: name, kind: kind,
        categories: Categories(names: old.names, rows: order.lazy.map { $0 < 0 ? [] : old.codes(of: Int($0)) }))
    }
  }

  /// Values of text by number: a row has none, one or several.
  package struct Categories: Sendable {
    /// The values, each once, in order of first appearance.
    package let names: [String]
    /// Start of each row's codes; one more than rows.
    package let offsets: [Int32]
    /// Indices of `names`, row after row.
    package let codes: [Int32]

    /// - Parameter rows: each row's codes.
    package init(names: [String], rows: some Sequence<ArraySlice<Int32>>) {
      var (offsets, codes): ([Int32], [Int32]) = ([0], [])
      for row in rows {
        codes += row
        offsets.append(Int32(codes.count))
      }
      self.names = names
      self.offsets = offsets
      self.codes = codes
    }

    /// From cells as a file has them: empty is null, and `|` separates several values where `isSplit` says so.
    package init(cells: [String], isSplit: Bool = true) {
      var (names, numbers): ([String], [String: Int32]) = ([], [:])
      let rows = cells.map { cell -> ArraySlice<Int32> in
        let values = isSplit ? cell.split(separator: "|").map(String.init) : cell.isEmpty ? [] : [cell]
        return values.map { value in
          if let number = numbers[value] { return number }
          numbers[value] = Int32(names.count)
          names.append(value)
          return Int32(names.count - 1)
        }[...]
      }
      self.init(names: names, rows: rows)
    }

    package var count: Int { offsets.count - 1 }

    /// Indices of a row's values; none where it is null.
    @inlinable package func codes(of row: Int) -> ArraySlice<Int32> { codes[Int(offsets[row])..<Int(offsets[row + 1])] }
  }
}

extension Double {
  /// The number as people write it: whole ones without a fraction, in full up to 2^53.
  package var plainText: String {
    magnitude <= 9_007_199_254_740_992 && self == rounded(.towardZero) ? "\(Int64(self))" : "\(self)"
  }

  /// The number that decimal text writes, such as `-0.5e3`; neither blanks nor words, hexadecimal or infinite ones.
  package init?(decimal text: some StringProtocol) {
    let isPlain = text.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
        || byte == UInt8(ascii: "+") || byte & 0xDF == UInt8(ascii: "E")
    }
    guard isPlain, let value = Double(text), value.isFinite else { return nil }
    self = value
  }
}
