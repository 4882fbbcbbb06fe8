/// A sparse matrix of counts whose rows grow: each row's columns ascending, all rows in two flat arrays.
///
/// A row that outgrows its place moves to the end with half as much room again, so adding is amortised constant in moves
/// and logarithmic in the row for finding the place.
struct SparseRows: Sendable {
  private var starts: [Int] = []
  private var counts: [Int32] = []
  private var capacities: [Int32] = []
  private(set) var columns: [Int32] = []
  private(set) var values: [UInt32] = []

  var rowCount: Int { starts.count }

  /// Adds the next row; its columns ascend.
  mutating func appendRow(columns newColumns: [Int32], values newValues: [UInt32]) {
    starts.append(columns.count)
    counts.append(Int32(newColumns.count))
    capacities.append(Int32(newColumns.count))
    columns.append(contentsOf: newColumns)
    values.append(contentsOf: newValues)
  }

  /// Makes empty rows up to a number of rows.
  mutating func grow(to count: Int) {
    while starts.count < count { appendRow(columns: [], values: []) }
  }

  /// Positions of a row in `columns` and `values`.
  func row(_ row: Int) -> Range<Int> { starts[row]..<(starts[row] + Int(counts[row])) }

  /// Adds to a cell; what would overflow stays at the greatest count.
  mutating func add(_ amount: UInt32, row: Int, column: Int32) {
    var low = starts[row]
    let end = low + Int(counts[row])
    var high = end
    while low < high {
      let middle = (low + high) / 2
      if columns[middle] < column { low = middle + 1 } else { high = middle }
    }
    if low < end, columns[low] == column {
      let (sum, isTooMuch) = values[low].addingReportingOverflow(amount)
      values[low] = isTooMuch ? .max : sum
      return
    }
    let offset = low - starts[row]
    if counts[row] == capacities[row] { move(row) }
    let place = starts[row] + offset
    var index = starts[row] + Int(counts[row])
    while index > place {
      columns[index] = columns[index - 1]
      values[index] = values[index - 1]
      index -= 1
    }
    columns[place] = column
    values[place] = amount
    counts[row] += 1
  }

  private mutating func move(_ row: Int) {
    let old = self.row(row)
    let capacity = max(4, old.count + old.count / 2)
    starts[row] = columns.count
    capacities[row] = Int32(capacity)
    for index in old {
      columns.append(columns[index])
      values.append(values[index])
    }
    columns.append(contentsOf: repeatElement(0, count: capacity - old.count))
    values.append(contentsOf: repeatElement(0, count: capacity - old.count))
  }

  /// The same rows without gaps.
  func encode(into writer: inout ModelWriter) {
    var packed = SparseRows()
    for row in 0..<rowCount {
      packed.appendRow(columns: Array(columns[self.row(row)]), values: Array(values[self.row(row)]))
    }
    writer.write(packed.counts)
    writer.write(packed.columns)
    writer.write(packed.values)
  }

  init() {}

  init(from reader: inout ModelReader) throws(ModelFileError) {
    counts = try reader.readArray(Int32.self)
    columns = try reader.readArray(Int32.self)
    values = try reader.readArray(UInt32.self)
    let rows = counts.count
    try reader.require(counts.allSatisfy { $0 >= 0 && Int($0) <= columns.count } && values.count == columns.count)
    capacities = counts
    var start = 0
    starts.reserveCapacity(rows)
    for count in counts {
      starts.append(start)
      start += Int(count)
    }
    try reader.require(start == columns.count && columns.allSatisfy { $0 >= 0 && Int($0) < rows })
    for row in 0..<rows {
      let own = columns[self.row(row)]
      try reader.require(zip(own, own.dropFirst()).allSatisfy { $0 < $1 })
    }
  }
}
