/// The order in which a quicksort with a pivot of three and insertion below 16 leaves the positions of `keys`, smallest first:
/// equal keys come out as their places happened to be swapped.
///
/// Source: numba 0.68, `numba/misc/quicksort.py`, which is what ranx 0.3.21 orders lists with; followed step by step, for
/// ranx's values of tied lists depend on every swap.
func unstableOrder(of keys: [Double]) -> [Int] {
  var order = Array(keys.indices)
  var parts = [(low: 0, high: keys.count - 1)]
  while var (low, high) = parts.popLast() {
    while high - low >= 15 {
      let middle = partition(&order, keys, low, high)
      // The larger part waits.
      if high - middle > middle - low {
        if high > middle { parts.append((middle + 1, high)) }
        high = middle - 1
      } else {
        if middle > low { parts.append((low, middle - 1)) }
        low = middle + 1
      }
    }
    insertionSort(&order, keys, low, high)
  }
  return order
}

private func insertionSort(_ order: inout [Int], _ keys: [Double], _ low: Int, _ high: Int) {
  guard high > low else { return }
  for index in (low + 1)...high {
    let position = order[index]
    var place = index
    while place > low, keys[position] < keys[order[place - 1]] {
      order[place] = order[place - 1]
      place -= 1
    }
    order[place] = position
  }
}

/// Moves what is smaller than a pivot before it and returns where it stands.
private func partition(_ order: inout [Int], _ keys: [Double], _ low: Int, _ high: Int) -> Int {
  let middle = (low + high) >> 1
  if keys[order[middle]] < keys[order[low]] { order.swapAt(low, middle) }
  if keys[order[high]] < keys[order[middle]] { order.swapAt(high, middle) }
  if keys[order[middle]] < keys[order[low]] { order.swapAt(low, middle) }
  let pivot = keys[order[middle]]
  order.swapAt(high, middle)
  var left = low
  var right = high - 1
  while true {
    while left < high, keys[order[left]] < pivot { left += 1 }
    while right >= low, pivot < keys[order[right]] { right -= 1 }
    if left >= right { break }
    order.swapAt(left, right)
    left += 1
    right -= 1
  }
  order.swapAt(left, high)
  return left
}
