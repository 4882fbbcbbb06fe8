/// The widths of a table's columns, in points: together `available`, and no column narrower than its longest piece
/// that cannot be broken (`pieces`) while there is room for all pieces.
enum ColumnWidths {
  /// Widths in relation to `shares`, positive and as many as `pieces`.
  static func shared(_ shares: [Double], pieces: [Double], available: Double) -> [Double] {
    guard pieces.reduce(0, +) < available else { return shrunk(pieces, to: available) }
    var isAtPiece = pieces.map { _ in false }
    while true {
      let rest = available - zip(pieces, isAtPiece).reduce(0) { $0 + ($1.1 ? $1.0 : 0) }
      let sum = zip(shares, isAtPiece).reduce(0) { $0 + ($1.1 ? 0 : $1.0) }
      let widths = shares.indices.map { isAtPiece[$0] ? pieces[$0] : shares[$0] / sum * rest }
      // Columns that take more than their share leave less for the others, which may fall short in turn.
      let short = widths.indices.filter { !isAtPiece[$0] && widths[$0] < pieces[$0] }
      if short.isEmpty { return widths }
      for column in short { isAtPiece[column] = true }
    }
  }

  /// Widths as the content wants (`wanted`, at least `pieces`), with the widest columns giving way first.
  static func following(_ wanted: [Double], pieces: [Double], available: Double) -> [Double] {
    let spare = available - wanted.reduce(0, +)
    if spare >= 0 { return wanted.map { $0 + spare / Double(wanted.count) } }
    let rest = available - pieces.reduce(0, +)
    guard rest > 0 else { return shrunk(pieces, to: available) }
    return zip(pieces, shrunk(zip(wanted, pieces).map { $0 - $1 }, to: rest)).map { $0 + $1 }
  }

  /// The widths cut at one common limit, so that they fill `available`.
  private static func shrunk(_ widths: [Double], to available: Double) -> [Double] {
    var rest = available
    var open = widths.count
    var limit = available / Double(max(1, open))
    for width in widths.sorted() where width <= limit {
      rest -= width
      open -= 1
      limit = rest / Double(max(1, open))
    }
    return widths.map { min($0, limit) }
  }
}
