/// Reads delimited text (RFC 4180) from chunks of bytes, row by row, without a string for a cell until one is asked for.
///
/// Give it bytes with `append`, ask for rows with `next`, and say with `endInput` that no bytes follow. Chunks may end
/// anywhere. A field in quotes may hold separators, line ends and quotes, which are written doubled. Rows end with a line
/// feed or with a carriage return and a line feed; empty lines are passed over, and so is a byte order mark at the start.
/// Memory is bounded by one chunk and the longest row allowed.
package struct DelimitedReader: Sendable {
  /// How a quote is written inside quotes.
  package enum Quotes: Sendable, Hashable {
    /// Doubled, as RFC 4180 has it.
    case doubled
    /// Doubled, or behind a backslash, as Amazon Personalize has it. Of backslashes right before a quote each pair stands
    /// for one; others are literal.
    case doubledOrEscaped
  }

  /// What `next` found.
  package enum Step: Hashable, Sendable {
    /// A row, whose fields can be read until the next call.
    case row
    /// A row that is left out; reading can go on behind its first line.
    case fault(DelimitedFault)
    /// The bytes given so far hold no further whole row.
    case needsBytes
    /// All rows were read.
    case end
  }

  private let separator: UInt8
  private let quotes: Quotes
  private let limits: DelimitedLimits
  @usableFromInline var bytes: [UInt8] = []
  @usableFromInline var fields: [FieldRange] = []
  /// Offset of the first byte that no row has used.
  private var position = 0
  private var linesBefore = 0
  private var isEnded = false
  private var isAtStart = true
  /// Whether the rest of the line is passed over, after a fault.
  private var isSkipping = false
  /// The line on which the row begins, counted from 1.
  package private(set) var line = 0
  /// Whether some field of some row so far held a quote written doubled, and one behind a backslash.
  package private(set) var hasDoubledQuotes = false
  package private(set) var hasEscapedQuotes = false

  /// A reader of an empty text; `separator` is one ASCII character such as `,`, `;` or a tab.
  package init(
    separator: UInt8 = UInt8(ascii: ","), quotes: Quotes = .doubled, limits: DelimitedLimits = DelimitedLimits()
  ) {
    precondition(separator < 128 && ![Byte.quote, Byte.lineFeed, Byte.carriageReturn].contains(separator))
    // Offsets are 32 bits wide, and the buffer holds a chunk beside the row.
    precondition(limits.rowBytes < 1 << 30)
    self.separator = separator
    self.quotes = quotes
    self.limits = limits
  }

  /// Takes the next bytes of the text, at most 2^30 at once.
  package mutating func append(_ chunk: Span<UInt8>) {
    precondition(!isEnded && chunk.count <= 1 << 30)
    bytes.removeFirst(position)
    position = 0
    chunk.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
  }

  /// Says that no bytes follow, so that a last row without a line end is whole and an open quote is a fault.
  package mutating func endInput() { isEnded = true }

  /// Goes to the next row.
  package mutating func next() -> Step {
    fields.removeAll(keepingCapacity: true)
    if isAtStart, let step = passByteOrderMark() { return step }
    if isSkipping, let step = skipLine() { return step }
    passEmptyLines()
    guard position < bytes.count else { return isEnded ? .end : .needsBytes }
    let scan = RowScan(
      separator: separator, isEscaped: quotes == .doubledOrEscaped, limits: limits, isLast: isEnded)
    // Taken out meanwhile, for the buffer is being read.
    var found: [FieldRange] = []
    swap(&found, &fields)
    let end = scan.scan(bytes.span, from: position, into: &found)
    swap(&found, &fields)
    switch end {
    case .row(let next, let lines):
      line = linesBefore + 1
      linesBefore += lines
      position = next
      for index in fields.indices where fields[index].isDoubled { undouble(index) }
      return .row
    case .incomplete:
      fields.removeAll(keepingCapacity: true)
      return .needsBytes
    case .fault(let code):
      fields.removeAll(keepingCapacity: true)
      line = linesBefore + 1
      isSkipping = true
      return .fault(DelimitedFault(code, line: line))
    }
  }

  /// Number of fields in the row.
  @inlinable package var fieldCount: Int { fields.count }

  /// Calls `body` with the bytes of a field, quotes undone.
  @inlinable package func withField<Result>(_ index: Int, _ body: (Span<UInt8>) -> Result) -> Result {
    let field = fields[index]
    return body(bytes.span.extracting(Int(field.start)..<Int(field.end)))
  }

  /// Whether a field has no bytes.
  @inlinable package func isEmpty(_ index: Int) -> Bool { fields[index].start == fields[index].end }

  /// A field as text; nil where its bytes are not UTF-8.
  package func text(_ index: Int) -> String? {
    let field = fields[index]
    return String(validating: bytes[Int(field.start)..<Int(field.end)], as: UTF8.self)
  }

  /// All fields of the row as text; bytes that are not UTF-8 become U+FFFD. For headers and small files.
  package var texts: [String] {
    fields.map { String(decoding: bytes[Int($0.start)..<Int($0.end)], as: UTF8.self) }
  }

  /// Passes over a UTF-8 byte order mark; a step where more bytes are needed to tell.
  private mutating func passByteOrderMark() -> Step? {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let first = bytes.prefix(mark.count)
    if first.count < mark.count, !isEnded, mark.starts(with: first) { return .needsBytes }
    if first.elementsEqual(mark) { position = mark.count }
    isAtStart = false
    return nil
  }

  /// Passes over the rest of a line; a step where its end is not among the bytes.
  private mutating func skipLine() -> Step? {
    guard let end = bytes[position...].firstIndex(of: Byte.lineFeed) else {
      position = bytes.count
      return isEnded ? .end : .needsBytes
    }
    position = end + 1
    linesBefore += 1
    isSkipping = false
    return nil
  }

  private mutating func passEmptyLines() {
    while position < bytes.count {
      var end = position
      if bytes[end] == Byte.carriageReturn { end += 1 }
      guard end < bytes.count else {
        // A lone carriage return at the very end is an empty line too.
        if isEnded { position = end }
        return
      }
      guard bytes[end] == Byte.lineFeed else { return }
      position = end + 1
      linesBefore += 1
    }
  }

  /// Writes each quote of a field once and plain; the row's bytes are not scanned again.
  private mutating func undouble(_ index: Int) {
    var from = Int(fields[index].start)
    var to = from
    let end = Int(fields[index].end)
    var backslashes = 0
    while from < end {
      let byte = bytes[from]
      if byte == Byte.quote, quotes == .doubledOrEscaped, backslashes > 0 {
        // Half of the backslashes were written to be read as none.
        to -= backslashes - backslashes / 2
        if backslashes % 2 == 1 { hasEscapedQuotes = true }
      }
      bytes[to] = byte
      to += 1
      from += 1
      if byte == Byte.quote, quotes == .doubled || backslashes % 2 == 0 {
        hasDoubledQuotes = true
        from += 1
      }
      backslashes = byte == Byte.backslash && quotes == .doubledOrEscaped ? backslashes + 1 : 0
    }
    // The closing quote stands behind the field, so that the rule holds at its end too.
    to -= backslashes - backslashes / 2
    fields[index].end = Int32(to)
    fields[index].isDoubled = false
  }
}
