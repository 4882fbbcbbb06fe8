extension ListInContext {
  /// Mean age of the listed items in days: from their first event to the last of all. Items without an event are left out, for
  /// how new they are nobody knows.
  var itemAgeDays: Double {
    background.map { known in
      mean { item in known.firstSeen[Int(item)].map { Double(known.end - $0) / 86_400 } }
    } ?? .nan
  }
}
