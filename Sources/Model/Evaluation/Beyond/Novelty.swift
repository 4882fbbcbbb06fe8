import RealModule

extension ListInContext {
  /// Mean self-information of the listed items in bits, −log₂ of the share of users who took them; an item that nobody took
  /// counts as one user's. Source: Y. C. Zhou et al., PNAS 107(10), 2010; RecTools 0.19, `MeanInvUserFreq`.
  var novelty: Double {
    guard let background, background.userCount > 0 else { return .nan }
    return mean { -Double.log2(Double(max(1, background.itemUsers[Int($0)])) / Double(background.userCount)) }
  }
}
