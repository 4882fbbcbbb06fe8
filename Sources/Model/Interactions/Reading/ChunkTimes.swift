/// The times of the rows of a chunk, in seconds since the epoch: four bytes each, as long as they lie within 68 years of
/// the first, and eight from then on. Until a log is assembled its chunks are half of the memory that reading takes.
struct ChunkTimes {
  private var base: Int64 = 0
  private var near: [UInt32] = []
  private var far: [Int64] = []
  /// Of all rows; meaningless without any.
  private(set) var first: Int64 = 0
  private(set) var last = Int64.min
  private(set) var earliest = Int64.max
  private(set) var latest = Int64.min
  private(set) var isAscending = true

  mutating func reserve(_ rows: Int) { near.reserveCapacity(rows) }

  mutating func append(_ seconds: UnsafeBufferPointer<Int64>) {
    guard let begin = seconds.first else { return }
    if near.isEmpty, far.isEmpty {
      first = begin
      // Differences wrap around, so that no time is too early.
      base = begin &- 1 << 31
    }
    var before = last
    var ascends = isAscending
    var spread: UInt64 = 0
    for second in seconds {
      ascends = ascends && second >= before
      before = second
      earliest = min(earliest, second)
      latest = max(latest, second)
      spread |= UInt64(bitPattern: second &- base)
    }
    (last, isAscending) = (before, ascends)
    if far.isEmpty, spread <= UInt32.max {
      near.append(contentsOf: seconds.lazy.map { [base] in UInt32(truncatingIfNeeded: $0 &- base) })
      return
    }
    if far.isEmpty {
      far = near.map { [base] in base &+ Int64($0) }
      near = []
    }
    far.append(contentsOf: seconds)
  }

  /// Writes all times as seconds since an instant that is at most 136 years before each, and frees their memory.
  mutating func move(to place: UnsafeMutablePointer<UInt32>, since start: Int64) {
    let shift = UInt32(truncatingIfNeeded: base &- start)
    for (index, second) in near.enumerated() { place[index] = second &+ shift }
    for (index, second) in far.enumerated() { place[index] = UInt32(truncatingIfNeeded: second &- start) }
    (near, far) = ([], [])
  }

  /// Writes all times, and frees their memory; what is known of all rows stays known.
  mutating func move(to place: UnsafeMutablePointer<Int64>) {
    for (index, second) in near.enumerated() { place[index] = base &+ Int64(second) }
    for (index, second) in far.enumerated() { place[index] = second }
    (near, far) = ([], [])
  }
}
