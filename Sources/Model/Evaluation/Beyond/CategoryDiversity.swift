extension ListInContext {
  /// Intra-list diversity by attributes: mean over pairs of 1 − the Jaccard similarity of their categories; items without any
  /// are left out. Source: C.-N. Ziegler et al., WWW 2005.
  var diversityOfCategories: Double {
    guard let categories else { return .nan }
    return pairMean { first, second in
      let (a, b) = (categories.codes[Int(first)], categories.codes[Int(second)])
      guard !a.isEmpty, !b.isEmpty else { return nil }
      let common = ListInContext.common(a, b)
      return 1 - Double(common) / Double(a.count + b.count - common)
    }
  }

  /// How many values two ascending arrays share.
  static func common(_ a: [Int32], _ b: [Int32]) -> Int {
    var (left, right, count) = (0, 0, 0)
    while left < a.count, right < b.count {
      if a[left] == b[right] {
        count += 1
        left += 1
        right += 1
      } else if a[left] < b[right] {
        left += 1
      } else {
        right += 1
      }
    }
    return count
  }
}
