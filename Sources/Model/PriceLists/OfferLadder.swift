import Measures

extension OfferTerm {
  /// What keeps a term's bands from being a ladder.
  struct LadderFault: Hashable {
    let code: String
    let message: String
  }

  /// Everything that keeps the bands from covering every quantity once, in one unit and the same currencies.
  var ladderFaults: [LadderFault] {
    guard let first = bands.first, let last = bands.last else {
      return [LadderFault(code: "no-price", message: "has no price dimension.")]
    }
    var faults: [LadderFault] = []
    func fault(_ code: String, _ message: String) { faults.append(LadderFault(code: code, message: message)) }
    if first.from != .zero {
      fault("tier-gap", "has no price below \(first.from.text()).")
    }
    for band in bands {
      if let upTo = band.upTo, upTo <= band.from {
        fault("bad-range", "has a band from \(band.from.text()) to \(upTo.text()).")
      }
    }
    for (lower, upper) in zip(bands, bands.dropFirst()) {
      guard let upTo = lower.upTo, upTo <= upper.from else {
        fault("tier-overlap", "has two prices from \(upper.from.text()) on.")
        continue
      }
      if upTo < upper.from { fault("tier-gap", "has no price from \(upTo.text()) to \(upper.from.text()).") }
    }
    if let upTo = last.upTo, bands.allSatisfy({ $0.upTo != nil }) {
      fault("no-open-tier", "has no price above \(upTo.text()): no band ends with `Inf`.")
    }
    if let other = bands.first(where: { $0.unit != first.unit }) {
      fault("mixed-units", "is priced per \(first.unit) in one band and per \(other.unit) in another.")
    }
    let currencies = first.prices.map(\.currency)
    if bands.contains(where: { $0.prices.map(\.currency) != currencies }) {
      fault("mixed-currencies", "has bands with different currencies.")
    }
    return faults
  }

  /// Whether the bands cover every quantity once, in one unit and the same currencies.
  package var isLadder: Bool { ladderFaults.isEmpty }
}
