/// A binary sparse matrix row by row: each row's columns, ascending, each once; its entries may weigh more or less.
package struct BinaryRows: Sendable {
  /// Start of each row in `indices`; one more entry than rows.
  package let offsets: [Int]
  /// Column indices of all rows.
  package let indices: [Int32]
  /// Beside `indices`, positive; empty where all weigh 1.
  package let weights: [Float]
  /// Number of columns.
  package let columns: Int

  package var rows: Int { offsets.count - 1 }

  /// From pairs in any order, repeated ones counted once, with their greatest weight. Indices are below `rows` and
  /// `columns`; weights are positive, and 1 where none are given.
  package init(
    rows: Int, columns: Int, rowOfPair: [Int32], columnOfPair: [Int32], weightOfPair: [Float] = []
  ) {
    precondition(rowOfPair.count == columnOfPair.count)
    precondition(weightOfPair.isEmpty || weightOfPair.count == rowOfPair.count)
    // Two counting sorts, by column and then by row, leave each row in order of columns.
    let isWeighted = !weightOfPair.isEmpty
    let members = isWeighted ? (0..<Int32(rowOfPair.count)).map { $0 } : rowOfPair
    let byColumn = grouped(columnOfPair, members, groups: columns)
    var starts = [Int](repeating: 0, count: rows + 1)
    for row in rowOfPair { starts[Int(row) + 1] += 1 }
    for row in 0..<rows { starts[row + 1] += starts[row] }
    var next = Array(starts.dropLast())
    var sorted = [Int32](repeating: 0, count: rowOfPair.count)
    var weights = [Float](repeating: 0, count: isWeighted ? rowOfPair.count : 0)
    for column in 0..<columns {
      for pair in byColumn.offsets[column]..<byColumn.offsets[column + 1] {
        let member = Int(byColumn.members[pair])
        let row = isWeighted ? Int(rowOfPair[member]) : member
        let place = next[row]
        if place > starts[row], sorted[place - 1] == Int32(column) {
          if isWeighted { weights[place - 1] = max(weights[place - 1], weightOfPair[member]) }
          continue
        }
        sorted[place] = Int32(column)
        if isWeighted { weights[place] = weightOfPair[member] }
        next[row] = place + 1
      }
    }
    self.columns = columns
    if (0..<rows).allSatisfy({ next[$0] == starts[$0 + 1] }) {
      offsets = starts
      indices = sorted
      self.weights = weights
      return
    }
    var offsets = [0]
    offsets.reserveCapacity(rows + 1)
    var kept = 0
    for row in 0..<rows {
      for place in starts[row]..<next[row] {
        sorted[kept] = sorted[place]
        if isWeighted { weights[kept] = weights[place] }
        kept += 1
      }
      offsets.append(kept)
    }
    sorted.removeLast(sorted.count - kept)
    if isWeighted { weights.removeLast(weights.count - kept) }
    self.offsets = offsets
    indices = sorted
    self.weights = weights
  }

  /// From each row's columns in any order, repeated ones counted once.
  ///
  /// - Parameter offsets: start of each row in `sets`; one more entry than rows.
  package init(sets: [Int32], offsets: [Int], columns: Int) {
    precondition(offsets.first == 0 && offsets.last == sets.count)
    var kept: [Int32] = []
    kept.reserveCapacity(sets.count)
    var starts = [0]
    starts.reserveCapacity(offsets.count)
    for (start, end) in zip(offsets, offsets.dropFirst()) {
      let row = kept.count
      for column in sets[start..<end].sorted() where kept.count == row || kept[kept.count - 1] != column {
        kept.append(column)
      }
      starts.append(kept.count)
    }
    self.init(offsets: starts, indices: kept, weights: [], columns: columns)
  }

  private init(offsets: [Int], indices: [Int32], weights: [Float], columns: Int) {
    self.offsets = offsets
    self.indices = indices
    self.weights = weights
    self.columns = columns
  }

  /// The columns of a row.
  package subscript(row: Int) -> ArraySlice<Int32> { indices[offsets[row]..<offsets[row + 1]] }

  /// Rows become columns.
  package func transposed() -> BinaryRows {
    let pass = positionsByColumn(withPlaces: !weights.isEmpty)
    return BinaryRows(
      offsets: pass.offsets, indices: pass.rows,
      weights: weights.isEmpty ? [] : pass.places.map { weights[Int($0)] }, columns: rows)
  }

  /// For each column its rows, ascending, and beside each the place of that entry in `indices`, if these are wanted.
  func positionsByColumn(withPlaces: Bool = true) -> (offsets: [Int], rows: [Int32], places: [Int32]) {
    precondition(indices.count <= Int(Int32.max))
    var starts = [Int](repeating: 0, count: columns + 1)
    for column in indices { starts[Int(column) + 1] += 1 }
    for column in 0..<columns { starts[column + 1] += starts[column] }
    var next = Array(starts.dropLast())
    var rowsOut = [Int32](repeating: 0, count: indices.count)
    var places = [Int32](repeating: 0, count: withPlaces ? indices.count : 0)
    for row in 0..<rows {
      for place in offsets[row]..<offsets[row + 1] {
        let column = Int(indices[place])
        rowsOut[next[column]] = Int32(row)
        if withPlaces { places[next[column]] = Int32(place) }
        next[column] += 1
      }
    }
    return (starts, rowsOut, places)
  }

  /// The upper triangle of XᵀX (counts of common rows of two columns, or the sums of their weights' products), plus `ridge` on the diagonal; the rest is zero.
  ///
  /// One row of the result at a time stays in the nearest cache; Σ over rows of (entries²)/2 additions.
  package func gram(ridge: Float) -> Matrix {
    var matrix = Matrix(rows: columns, columns: columns)
    let ld = matrix.stride
    let byColumn = positionsByColumn()
    matrix.write { base in
      indices.withUnsafeBufferPointer { indices in
        offsets.withUnsafeBufferPointer { offsets in
          Chunks.run(over: columns, by: 16) { chunk in
            for column in chunk {
              let out = base + column * ld
              for entry in byColumn.offsets[column]..<byColumn.offsets[column + 1] {
                let end = offsets[Int(byColumn.rows[entry]) + 1]
                var place = Int(byColumn.places[entry])
                if !weights.isEmpty {
                  let weight = weights[place]
                  for index in place..<end { out[Int(indices[index])] += weight * weights[index] }
                  continue
                }
                while place < end {
                  out[Int(indices[place])] += 1
                  place += 1
                }
              }
              out[column] += ridge
            }
          }
        }
      }
    }
    return matrix
  }
}

/// Members by group: a counting sort that keeps the order of the input within a group.
private func grouped(_ group: [Int32], _ member: [Int32], groups: Int) -> (offsets: [Int], members: [Int32]) {
  var starts = [Int](repeating: 0, count: groups + 1)
  for index in group { starts[Int(index) + 1] += 1 }
  for index in 0..<groups { starts[index + 1] += starts[index] }
  var next = starts
  var members = [Int32](repeating: 0, count: member.count)
  for index in group.indices {
    let place = next[Int(group[index])]
    members[place] = member[index]
    next[Int(group[index])] = place + 1
  }
  return (starts, members)
}
