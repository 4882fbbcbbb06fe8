import Attributes
import RealModule

/// What rows of a table are like, as sparse vectors of length 1: a dimension for each value of each column.
///
/// Categories and truth values count as they are, numbers by the tenth of all rows they fall into, text by its words.
/// Each dimension weighs ln(rows / rows with it), so that what is true of nearly all says little.
struct AttributeFeatures: Sendable {
  /// Start of each row's features; one more entry than rows.
  private(set) var offsets: [Int] = [0]
  /// Dimensions of all rows, ascending within a row.
  private(set) var features: [Int32] = []
  /// Beside `features`, positive.
  private(set) var weights: [Float] = []
  /// Number of dimensions.
  let featureCount: Int

  /// Words of a text that are read.
  private static let mostWords = 64

  /// Rows of a table in the order of some names; names without a row have no features.
  init(_ table: AttributeTable, names: [String]) {
    var numbers: [String: Int32] = [:]
    var rows = [[Int32]](repeating: [], count: names.count)
    let places = names.map { table.row(of: $0) }
    for (column, values) in table.columns.enumerated() {
      func add(_ value: String, to row: Int) {
        let key = "\(column)\u{0}\(value)"
        let number = numbers[key] ?? Int32(numbers.count)
        numbers[key] = number
        rows[row].append(number)
      }
      switch values.content {
      case .numbers(let all):
        let sorted = places.compactMap { $0.map { all[Int($0)] } }.filter(\.isFinite).sorted()
        guard !sorted.isEmpty else { continue }
        let bounds = (1..<10).map { sorted[sorted.count * $0 / 10] }
        for (row, place) in places.enumerated() {
          guard let place, all[Int(place)].isFinite else { continue }
          add("\(bounds.count { $0 <= all[Int(place)] })", to: row)
        }
      case .categories(let all):
        for (row, place) in places.enumerated() {
          guard let place else { continue }
          for code in all.codes(of: Int(place)) {
            if values.kind == .text {
              for word in Self.words(all.names[Int(code)]) { add(word, to: row) }
            } else {
              add(all.names[Int(code)], to: row)
            }
          }
        }
      }
    }
    featureCount = numbers.count
    var counts = [Int](repeating: 0, count: featureCount)
    for index in rows.indices {
      rows[index] = Set(rows[index]).sorted()
      for feature in rows[index] { counts[Int(feature)] += 1 }
    }
    let described = Double(rows.count { !$0.isEmpty })
    for row in rows {
      var own = row.map { Double.log(max(1, described) / Double(counts[Int($0)])) }
      let length = own.reduce(0) { $0 + $1 * $1 }.squareRoot()
      if length > 0 {
        own = own.map { $0 / length }
        for (feature, weight) in zip(row, own) where weight > 0 {
          features.append(feature)
          weights.append(Float(weight))
        }
      }
      offsets.append(features.count)
    }
  }

  /// Words of letters and digits in small letters, each once.
  private static func words(_ text: String) -> [String] {
    var seen: Set<String> = []
    var words: [String] = []
    for word in text.lowercased().split(whereSeparator: { !$0.isLetter && !$0.isNumber }) where word.utf8.count > 1 {
      if seen.insert(String(word)).inserted { words.append(String(word)) }
      if words.count == mostWords { break }
    }
    return words
  }

  func row(_ row: Int) -> Range<Int> { offsets[row]..<offsets[row + 1] }
}
