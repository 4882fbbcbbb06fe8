import CVectorKernels

/// The best few of many scores: a lower bound of the k-th best from the maxima of blocks, then a sort of the few that
/// reach it.
///
/// Higher scores are better, of equal ones the lower index; scores of minus infinity never enter. Most scores cost one
/// vector comparison each.
package struct TopK: Sendable {
  private var maxima: [Float] = []
  private var candidates: [Int32] = []
  private var keys: [UInt64] = []
  private var spare: [UInt64] = []

  /// Working memory, grown by use.
  package init() {}

  /// Writes the indices of the `count` best scores into `best`, best first, and returns how many there are.
  ///
  /// `scores` has `length` numbers and room for more up to a multiple of 16, which are made minus infinity; none is
  /// not-a-number. `best` has room for min(count, length).
  package mutating func select(
    _ count: Int, of scores: UnsafeMutablePointer<Float>, length: Int, into best: UnsafeMutablePointer<Int32>
  ) -> Int {
    let wanted = min(count, length)
    guard wanted > 0 else { return 0 }
    let padded = (length + 15) / 16 * 16
    for index in length..<padded { scores[index] = -.infinity }
    let threshold = lowerBound(wanted, scores, padded)
    if candidates.count < padded { candidates = [Int32](repeating: 0, count: padded) }
    let found = vector_indices_at_least(scores, padded, threshold, &candidates)
    if keys.count < found {
      keys = [UInt64](repeating: 0, count: found)
      spare = keys
    }
    for place in 0..<found {
      let index = candidates[place]
      keys[place] = UInt64(descending(scores[Int(index)])) << 32 | UInt64(UInt32(bitPattern: index))
    }
    sortKeys(found)
    var listed = 0
    while listed < min(wanted, found) {
      let index = Int32(truncatingIfNeeded: keys[listed])
      if scores[Int(index)] == -.infinity { break }
      best[listed] = index
      listed += 1
    }
    return listed
  }

  /// A score that at least `wanted` scores reach, as high as the maxima of blocks tell.
  private mutating func lowerBound(_ wanted: Int, _ scores: UnsafePointer<Float>, _ padded: Int) -> Float {
    var width = 16
    while padded / (width * 2) >= 2 * wanted { width *= 2 }
    let blocks = padded / width
    guard blocks > wanted else { return -.greatestFiniteMagnitude }
    if maxima.count < blocks { maxima = [Float](repeating: 0, count: blocks) }
    vector_block_maxima(scores, blocks, width, &maxima)
    if keys.count < blocks {
      keys = [UInt64](repeating: 0, count: blocks)
      spare = keys
    }
    for block in 0..<blocks { keys[block] = UInt64(descending(maxima[block])) << 32 }
    sortKeys(blocks)
    let bound = ascending(UInt32(truncatingIfNeeded: keys[wanted - 1] >> 32))
    return max(bound, -.greatestFiniteMagnitude)
  }

  /// Bits in whose order scores descend; minus zero is zero.
  @inline(__always) private func descending(_ score: Float) -> UInt32 {
    let bits = (score + 0).bitPattern
    return bits >> 31 == 0 ? ~bits & 0x7fff_ffff : bits
  }

  /// The score of such bits.
  @inline(__always) private func ascending(_ key: UInt32) -> Float {
    Float(bitPattern: key >> 31 == 0 ? ~key & 0x7fff_ffff : key)
  }

  /// Sorts the first keys by their upper half, equal ones staying in order: by counting, a byte at a time, leaving out
  /// bytes that all share.
  private mutating func sortKeys(_ count: Int) {
    for shift in stride(from: 32, to: 64, by: 8) {
      var isSorted = false
      keys.withUnsafeMutableBufferPointer { keys in
        spare.withUnsafeMutableBufferPointer { spare in
          withUnsafeTemporaryAllocation(of: Int32.self, capacity: 256) { starts in
            starts.initialize(repeating: 0)
            for place in 0..<count { starts[Int(UInt8(truncatingIfNeeded: keys[place] >> UInt64(shift)))] += 1 }
            if count == 0 || Int(starts[Int(UInt8(truncatingIfNeeded: keys[0] >> UInt64(shift)))]) == count {
              isSorted = true
              return
            }
            var sum: Int32 = 0
            for digit in 0..<256 {
              let here = starts[digit]
              starts[digit] = sum
              sum += here
            }
            for place in 0..<count {
              let key = keys[place]
              let digit = Int(UInt8(truncatingIfNeeded: key >> UInt64(shift)))
              spare[Int(starts[digit])] = key
              starts[digit] += 1
            }
          }
        }
      }
      if !isSorted { swap(&keys, &spare) }
    }
  }
}
