/// Positions of values in ascending order, equal ones in their own order.
///
/// Radix sort by eleven bits at a time from the lowest: linear, where comparing costs a factor of log n.
/// Source: D. Knuth, The Art of Computer Programming 3, 2nd edition, 1998, 5.2.5.
func stableOrder(of values: some RandomAccessCollection<Int64>) -> [Int32] {
  guard let lowest = values.min(), let highest = values.max() else { return [] }
  var keys = values.map { UInt64(bitPattern: $0 &- lowest) }
  var order = Array(0..<Int32(values.count))
  var nextKeys = keys
  var nextOrder = order
  let range = UInt64(bitPattern: highest &- lowest)
  var shift: UInt64 = 0
  while shift < 64, range >> shift > 0 {
    var starts = [Int](repeating: 0, count: 2049)
    for key in keys { starts[Int((key >> shift) & 2047) + 1] += 1 }
    for digit in 1..<2048 { starts[digit] += starts[digit - 1] }
    for index in keys.indices {
      let digit = Int((keys[index] >> shift) & 2047)
      let place = starts[digit]
      starts[digit] = place + 1
      nextKeys[place] = keys[index]
      nextOrder[place] = order[index]
    }
    swap(&keys, &nextKeys)
    swap(&order, &nextOrder)
    shift += 11
  }
  return order
}
