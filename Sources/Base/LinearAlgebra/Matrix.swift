import CVectorKernels

/// A dense row-major matrix of single-precision numbers, aligned to cache lines, with value semantics.
///
/// Rows are `stride` ≥ `columns` floats apart, a multiple of 16, and the numbers between stay zero: loops over whole
/// vectors of sixteen need no special end.
package struct Matrix: Sendable {
  package let rows: Int
  package let columns: Int
  /// Floats from one row to the next.
  package let stride: Int
  private var storage: AlignedFloats

  /// A matrix of zeros.
  package init(rows: Int, columns: Int) {
    precondition(rows >= 0 && columns >= 0)
    self.rows = rows
    self.columns = columns
    var vectors = (columns + 15) / 16
    // Rows a power of two apart would share few places in the caches.
    if vectors >= 32, vectors.isMultiple(of: 2) { vectors += 1 }
    stride = vectors * 16
    storage = AlignedFloats(count: rows * stride)
  }

  /// Bytes that a matrix of this shape takes.
  package static func bytes(rows: Int, columns: Int) -> Int { rows * ((columns + 15) / 16 + 1) * 64 }

  package subscript(row: Int, column: Int) -> Float {
    get {
      precondition(row >= 0 && row < rows && column >= 0 && column < columns)
      return storage.base[row * stride + column]
    }
    set {
      precondition(row >= 0 && row < rows && column >= 0 && column < columns)
      makeUnique()
      storage.base[row * stride + column] = newValue
    }
  }

  /// The numbers for reading, valid during the call.
  package func read<Result>(_ body: (UnsafePointer<Float>) throws -> Result) rethrows -> Result {
    try withExtendedLifetime(storage) { try body(UnsafePointer(storage.base)) }
  }

  /// The numbers for writing, valid during the call; what lies behind a row's columns must stay zero.
  package mutating func write<Result>(_ body: (UnsafeMutablePointer<Float>) throws -> Result) rethrows -> Result {
    makeUnique()
    return try withExtendedLifetime(storage) { try body(storage.base) }
  }

  /// All numbers, row after row, without what lies behind the columns.
  package var flat: [Float] {
    read { base in
      [Float](unsafeUninitializedCapacity: rows * columns) { buffer, count in
        for row in 0..<rows {
          for column in 0..<columns {
            buffer.initializeElement(at: row * columns + column, to: base[row * stride + column])
          }
        }
        count = rows * columns
      }
    }
  }

  /// A matrix of given numbers, row after row.
  package init(rows: Int, columns: Int, flat: some Collection<Float>) {
    self.init(rows: rows, columns: columns)
    precondition(flat.count == rows * columns)
    var (row, column) = (0, 0)
    for value in flat {
      storage.base[row * stride + column] = value
      column += 1
      if column == columns { (row, column) = (row + 1, 0) }
    }
  }

  /// Whether every number is finite.
  package var isFinite: Bool {
    read { base in
      // The sum of zeros times numbers is zero unless one of them is not finite.
      (0..<rows).allSatisfy { row in
        var sum = SIMD16<Float>(repeating: 0)
        for column in Swift.stride(from: 0, to: stride, by: 16) {
          sum += lanes(base + row * stride + column) * 0
        }
        return sum.sum() == 0
      }
    }
  }

  private mutating func makeUnique() {
    if !isKnownUniquelyReferenced(&storage) { storage = AlignedFloats(copy: storage) }
  }
}

/// Zeroed floats on a cache-line boundary.
///
/// Unchecked: `base` is written only through a matrix that holds the one reference to it.
private final class AlignedFloats: @unchecked Sendable {
  let base: UnsafeMutablePointer<Float>
  let count: Int

  private init(uninitialized count: Int) {
    self.count = count
    let bytes = max(1, count) * MemoryLayout<Float>.stride
    let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: bytes >= 1 << 22 ? 1 << 21 : 64)
    vector_advise_large_pages(raw, bytes)
    base = raw.bindMemory(to: Float.self, capacity: max(1, count))
  }

  convenience init(count: Int) {
    self.init(uninitialized: count)
    base.initialize(repeating: 0, count: count)
  }

  convenience init(copy other: AlignedFloats) {
    self.init(uninitialized: other.count)
    base.initialize(from: other.base, count: other.count)
  }

  deinit { UnsafeMutableRawPointer(base).deallocate() }
}

/// Sixteen neighbouring floats at any address.
@inline(__always) func lanes(_ address: UnsafePointer<Float>) -> SIMD16<Float> {
  UnsafeRawPointer(address).loadUnaligned(as: SIMD16<Float>.self)
}

/// Stores sixteen neighbouring floats at any address.
@inline(__always) func store(_ value: SIMD16<Float>, _ address: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(address).storeBytes(of: value, as: SIMD16<Float>.self)
}
