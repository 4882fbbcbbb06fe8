/// Points of the Lorenz curve of counts in ascending order: the share of the sum that the smallest share of them hold, at
/// `steps` + 1 places from 0 to 1. For a sum of 0 the diagonal, as if all were equal.
/// Source: M. O. Lorenz, Publ. American Statistical Association 9(70), 1905.
package func lorenzCurve(ofAscending counts: [Int], steps: Int = 10) -> [Double] {
  precondition(steps > 0)
  let total = counts.reduce(0, +)
  guard total > 0 else { return (0...steps).map { Double($0) / Double(steps) } }
  var sums = [0]
  sums.reserveCapacity(counts.count + 1)
  for count in counts { sums.append(sums[sums.count - 1] + count) }
  return (0...steps).map { step in
    // Between two counts the curve is a straight line.
    let position = Double(step) / Double(steps) * Double(counts.count)
    let below = min(Int(position), counts.count - 1)
    let part = (position - Double(below)) * Double(sums[below + 1] - sums[below])
    return (Double(sums[below]) + part) / Double(total)
  }
}
