import Attributes

/// What the cells of a column look like: all that a type can be proposed from.
package struct ColumnEvidence: Sendable {
  /// As the header has it.
  package let name: String
  package internal(set) var rows = 0
  package private(set) var filled = 0
  /// Cells that are whole numbers, and decimal numbers of any kind.
  package private(set) var whole = 0
  package private(set) var decimal = 0
  /// Cells that are `true` or `false` in any case.
  package private(set) var booleans = 0
  /// Cells that hold `|`, and cells that look like dates.
  package private(set) var multiple = 0
  package private(set) var dates = 0
  /// Of whole numbers.
  package private(set) var least = Int64.max
  package private(set) var greatest = Int64.min
  /// Of decimal ones with a leading zero, such as codes have.
  package private(set) var leadingZeros = 0
  /// Characters in all filled cells, and in the longest.
  package private(set) var characters = 0
  package private(set) var longest = 0
  /// Blanks inside cells.
  package private(set) var blanks = 0
  /// Different cells, and different pieces between `|`.
  package private(set) var cells = DistinctSample(capacity: 1 << 16)
  package private(set) var pieces = DistinctSample(capacity: 1 << 16)
  /// The first three different cells, cut to 30 characters.
  package private(set) var examples: [String] = []

  init(name: String) { self.name = name }

  mutating func add(_ cell: Span<UInt8>) {
    rows += 1
    guard cell.count > 0 else { return }
    filled += 1
    cells.add(hash(cell))
    if examples.count < 3 {
      let text = cell.withUnsafeBufferPointer { shown(String(String(decoding: $0, as: UTF8.self).prefix(30))) }
      if !examples.contains(text) { examples.append(text) }
    }
    addShape(cell)
    guard isDecimal(cell) else {
      if cell.count <= 5, isBoolean(cell) { booleans += 1 }
      if looksLikeDate(cell) { dates += 1 }
      return
    }
    decimal += 1
    if cell.count > 1, cell[0] == UInt8(ascii: "0"), cell[1] &- 0x30 < 10 { leadingZeros += 1 }
    guard let value = wholeNumber(cell) else { return }
    whole += 1
    (least, greatest) = (min(least, value), max(greatest, value))
  }

  private mutating func addShape(_ cell: Span<UInt8>) {
    var length = 0
    var start = 0
    var bars = 0
    for index in 0..<cell.count {
      // Continuation bytes of UTF-8 begin no character.
      if cell[index] & 0xC0 != 0x80 { length += 1 }
      if cell[index] == UInt8(ascii: " ") { blanks += 1 }
      if cell[index] == UInt8(ascii: "|") {
        if index > start { pieces.add(hash(cell.extracting(start..<index))) }
        bars += 1
        start = index + 1
      }
    }
    if start < cell.count { pieces.add(hash(cell.extracting(start..<cell.count))) }
    if bars > 0 { multiple += 1 }
    characters += length
    longest = max(longest, length)
  }

  private func isBoolean(_ cell: Span<UInt8>) -> Bool {
    var word = ""
    for index in 0..<cell.count { word.unicodeScalars.append(Unicode.Scalar(cell[index] | 0x20)) }
    return word == "true" || word == "false"
  }

  /// `2026-11-25` with or without what follows, or `25/11/2026`.
  private func looksLikeDate(_ cell: Span<UInt8>) -> Bool {
    guard cell.count >= 8, cell.count <= 35 else { return false }
    var digits = 0
    var marks = 0
    for index in 0..<min(10, cell.count) {
      if cell[index] &- 0x30 < 10 { digits += 1 }
      if cell[index] == UInt8(ascii: "-") || cell[index] == UInt8(ascii: "/") || cell[index] == UInt8(ascii: ".") {
        marks += 1
      }
    }
    return marks == 2 && digits >= 6
  }

  /// Share of rows that are empty.
  package var nullShare: Double { rows == 0 ? 0 : Double(rows - filled) / Double(rows) }
  /// Characters of a filled cell, on average.
  package var meanLength: Double { Double(characters) / Double(max(1, filled)) }
  /// Blanks of a filled cell, on average.
  package var meanBlanks: Double { Double(blanks) / Double(max(1, filled)) }
}
