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

  /// Intra-list diversity by audience: mean over pairs of 1 − the cosine of who took the two, |U ∩ V| / √(|U||V|); items that
  /// nobody took are left out.
  var diversityOfAudience: Double {
    guard let background else { return .nan }
    return pairMean { first, second in
      let (a, b) = (background.holders[Int(first)], background.holders[Int(second)])
      guard !a.isEmpty, !b.isEmpty else { return nil }
      return 1 - Double(ListInContext.common(a, b)) / (Double(a.count) * Double(b.count)).squareRoot()
    }
  }

  /// Intra-list diversity by embeddings: mean over pairs of 1 − the cosine of their vectors, from 0 for one direction to 2 for
  /// opposite ones; items without a vector, or with one of zeros, are left out. Source: C.-N. Ziegler et al., WWW 2005; the
  /// cosine as in M. Kaminskas, D. Bridge, ACM TiiS 7(1), 2016.
  var diversityOfEmbeddings: Double {
    guard let embeddings else { return .nan }
    return pairMean { first, second in embeddings.cosine(first, second).map { 1 - $0 } }
  }

  /// How many values two ascending arrays share.
  private static func common(_ a: [Int32], _ b: [Int32]) -> Int {
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
