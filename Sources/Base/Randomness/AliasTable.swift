/// Draws an index with given weights in constant time and one draw.
/// Source: M. D. Vose, "A linear algorithm for generating random numbers with a given distribution", IEEE TSE 17(9), 1991.
@usableFromInline package struct AliasTable: Sendable {
  /// One cell: its own index below the threshold, the alias above.
  @usableFromInline struct Cell: Sendable {
    /// In 2^-32 of the cell.
    @usableFromInline let threshold: UInt32
    @usableFromInline let alias: Int32

    init(threshold: Double, alias: Int32) {
      self.threshold = UInt32(min(threshold * 0x1.0p32, 0x1.0p32 - 1))
      self.alias = alias
    }
  }
  @usableFromInline let cells: [Cell]

  /// A table over fewer than 2^31 weights that are finite, not negative and not all zero. Probabilities are exact to 2^-32
  /// of a cell; an index of weight zero is never drawn.
  package init(weights: [Double]) {
    let n = weights.count
    let total = weights.reduce(0, +)
    precondition(n > 0 && n <= Int32.max && total > 0 && total.isFinite && weights.allSatisfy { $0 >= 0 })
    var scaled = weights.map { $0 * Double(n) / total }
    // A cell that stays as it is names itself as its alias.
    var cells = (0..<Int32(n)).map { Cell(threshold: 1, alias: $0) }
    var small: [Int] = []
    var large: [Int] = []
    for index in 0..<n {
      if scaled[index] < 1 { small.append(index) } else { large.append(index) }
    }
    while let low = small.popLast(), let high = large.last {
      cells[low] = Cell(threshold: scaled[low], alias: Int32(high))
      scaled[high] -= 1 - scaled[low]
      if scaled[high] < 1 { small.append(large.removeLast()) }
    }
    self.cells = cells
  }

  package var count: Int { cells.count }

  /// The next index, 0..<count: the draw times the number of cells names the cell, what is behind the point the place in it.
  @inlinable @inline(__always) package func draw(_ stream: inout RandomStream) -> Int {
    let (index, place) = stream.next().multipliedFullWidth(by: UInt64(cells.count))
    let cell = cells[Int(index)]
    return UInt32(place >> 32) < cell.threshold ? Int(index) : Int(cell.alias)
  }
}
