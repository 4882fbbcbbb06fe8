extension ListInContext {
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
}
