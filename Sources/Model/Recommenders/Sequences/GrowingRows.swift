/// Rows of whole numbers that grow at their ends, all in one flat array.
///
/// A row that outgrows its place moves to the end with half as much room again, so adding is amortised constant.
struct GrowingRows: Sendable {
  private var starts: [Int] = []
  private var counts: [Int32] = []
  private var capacities: [Int32] = []
  /// Numbers of all rows, with gaps.
  var values: [Int32] = []

  init() {}

  /// Rows without gaps; `offsets` has one more entry than rows.
  init(offsets: [Int], values: [Int32]) {
    starts = Array(offsets.dropLast())
    counts = zip(offsets, offsets.dropFirst()).map { Int32($1 - $0) }
    capacities = counts
    self.values = values
  }

  var rowCount: Int { starts.count }

  /// Positions of a row in `values`.
  func row(_ row: Int) -> Range<Int> { starts[row]..<(starts[row] + Int(counts[row])) }

  /// Makes empty rows up to a number of rows.
  mutating func grow(toRows count: Int) {
    while starts.count < count {
      starts.append(values.count)
      counts.append(0)
      capacities.append(0)
    }
  }

  /// Adds a number at the end of a row; says where, and where the row began before if it had to move.
  mutating func append(_ value: Int32, row: Int) -> (place: Int, movedFrom: Int?) {
    var movedFrom: Int?
    if counts[row] == capacities[row] {
      let old = self.row(row)
      let capacity = max(4, old.count + old.count / 2)
      movedFrom = old.lowerBound
      starts[row] = values.count
      capacities[row] = Int32(capacity)
      for index in old { values.append(values[index]) }
      values.append(contentsOf: repeatElement(0, count: capacity - old.count))
    }
    let place = starts[row] + Int(counts[row])
    values[place] = value
    counts[row] += 1
    return (place, movedFrom)
  }

  /// The rows without gaps.
  var packed: (offsets: [Int], values: [Int32]) {
    var offsets = [0]
    offsets.reserveCapacity(rowCount + 1)
    var flat: [Int32] = []
    for row in 0..<rowCount {
      flat.append(contentsOf: values[self.row(row)])
      offsets.append(flat.count)
    }
    return (offsets, flat)
  }
}
