extension ListInContext {
  /// Share of listed items that the user took before.
  var repeatShare: Double {
    guard let background else { return .nan }
    let taken = Set(background.taken(user))
    return mean { taken.contains($0) ? 1 : 0 }
  }
}
