import RealModule

extension ListInContext {
  /// How far the categories of the list are from those of what the user took: the divergence Σ p log₂(p / q̃) in bits, q̃ being
  /// 99 % of the list's shares and 1 % of the user's; 0 when calibrated.
  ///
  /// An item of several categories counts in equal parts. Not-a-number where the user took nothing, or the list has nothing,
  /// of a known category. Source: H. Steck, "Calibrated recommendations", RecSys 2018, with α = 0.01.
  var miscalibration: Double {
    guard let background, let categories else { return .nan }
    guard let wanted = shares(background.taken(user), categories), let offered = shares(list, categories) else {
      return .nan
    }
    var sum = 0.0
    for (p, q) in zip(wanted, offered) where p > 0 { sum += p * Double.log2(p / (0.99 * q + 0.01 * p)) }
    return max(0, sum)
  }

  private func shares(_ items: ArraySlice<Int32>, _ categories: ItemCategories) -> [Double]? {
    var shares = [Double](repeating: 0, count: categories.count)
    var total = 0.0
    for item in items {
      let codes = categories.codes[Int(item)]
      for code in codes { shares[Int(code)] += 1 / Double(codes.count) }
      if !codes.isEmpty { total += 1 }
    }
    return total > 0 ? shares.map { $0 / total } : nil
  }
}
