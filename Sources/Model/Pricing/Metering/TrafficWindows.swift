import Measures

extension CampaignMonths {
  /// Adds up dense traffic under 5-minute windows: the loop that a year of many campaigns spends its time in.
  ///
  /// Time is cut into runs of whole slots with one floor and in one month; a run is a pass over an array of integers.
  init(traffic: CampaignTraffic, floor: CampaignFloor) throws(PricingError) {
    var next = 0
    for run in try FloorRun.runs(of: floor, from: traffic.start) {
      try CampaignMonths.requireSilence(traffic, from: next, to: run.slots.lowerBound, floor: floor)
      var slot = run.slots.lowerBound
      while slot < run.slots.upperBound {
        let month = CalendarMonth(containing: traffic.instant(ofSlot: slot))
        let monthEnd = Int((month.end - traffic.start).microseconds / CampaignTraffic.slotMicroseconds)
        let end = min(run.slots.upperBound, monthEnd)
        let sums = SlotSums(traffic.requests, slots: slot..<end, floorRequests: run.requestsPerSlot)
        let floorParts = run.requestsPerSlot.parts
        add(
          month, billed: Quantity(sums.above) + Quantity(parts: floorParts * Int128(sums.slotsBelow)),
          asked: Quantity(sums.asked), floor: Quantity(parts: floorParts * Int128(end - slot)),
          windowsAtFloor: sums.slotsBelow)
        slot = end
      }
      next = max(next, run.slots.upperBound)
    }
    try CampaignMonths.requireSilence(traffic, from: next, to: traffic.requests.count, floor: floor)
  }

  /// Throws where slots that no floor covers hold requests.
  private static func requireSilence(_ traffic: CampaignTraffic, from: Int, to: Int, floor: CampaignFloor)
    throws(PricingError)
  {
    let end = min(to, traffic.requests.count)
    guard from < end else { return }
    for slot in from..<end where traffic.requests[slot] > 0 {
      throw floor.missing(at: traffic.instant(ofSlot: slot).microseconds)
    }
  }
}

extension CampaignTraffic {
  fileprivate func instant(ofSlot slot: Int) -> Instant {
    start + Timespan(microseconds: Int64(slot) * CampaignTraffic.slotMicroseconds)
  }
}

/// Successive slots in which a campaign's floor asks for the same number of requests.
struct FloorRun {
  /// Counted from an origin; may be negative.
  let slots: Range<Int>
  let requestsPerSlot: Quantity

  /// The runs of a floor in order of time: whole slots by row, and single slots that rows cover in part.
  static func runs(of floor: CampaignFloor, from origin: Instant) throws(PricingError) -> [FloorRun] {
    let length = CampaignTraffic.slotMicroseconds
    var runs: [FloorRun] = []
    /// Adds what a row covers of one slot, to the run before where that is the same slot.
    func addPart(_ slot: Int64, _ rate: Quantity, _ microseconds: Int64) throws(PricingError) {
      var requests = try floor.requests(rate: rate, microseconds: microseconds)
      if let last = runs.last, last.slots == Int(slot)..<Int(slot + 1) {
        requests += last.requestsPerSlot
        runs.removeLast()
      }
      runs.append(FloorRun(slots: Int(slot)..<Int(slot + 1), requestsPerSlot: requests))
    }
    for row in floor.rows where row.end > row.start {
      let begin = (row.start - origin).microseconds
      let end = (row.end - origin).microseconds
      let firstWhole = -floorDivide(-begin, length)
      let lastWhole = floorDivide(end, length)
      if firstWhole > lastWhole {
        try addPart(lastWhole, row.quantity, end - begin)
        continue
      }
      if firstWhole * length > begin {
        try addPart(firstWhole - 1, row.quantity, firstWhole * length - begin)
      }
      if firstWhole < lastWhole {
        runs.append(
          FloorRun(
            slots: Int(firstWhole)..<Int(lastWhole),
            requestsPerSlot: try floor.requests(rate: row.quantity, microseconds: length)))
      }
      if lastWhole * length < end { try addPart(lastWhole, row.quantity, end - lastWhole * length) }
    }
    return runs
  }
}

/// Sums of slots against a floor.
///
/// Counts are whole, so that max(count, floor) is the count exactly where count ≥ ⌈floor⌉: the loop needs integers only.
struct SlotSums {
  private(set) var asked = 0
  /// Requests in slots at or above the floor.
  private(set) var above = 0
  /// Slots below the floor.
  private(set) var slotsBelow = 0

  /// - Parameter slots: may reach beyond the array on both sides; nothing was asked there.
  init(_ requests: [Int32], slots: Range<Int>, floorRequests: Quantity) {
    let inside = slots.clamped(to: requests.indices)
    let ceiling = FixedPoint.ceiling(floorRequests.parts, Quantity.scale)
    let isFloorZero = ceiling <= 0
    slotsBelow = ceiling > 0 ? slots.count - inside.count : 0
    guard let threshold = Int32(exactly: ceiling) else {
      // A floor above every count that a slot can hold.
      slotsBelow = slots.count
      asked = inside.reduce(0) { $0 + Int(requests[$1]) }
      return
    }
    requests.withUnsafeBufferPointer { all in
      var rest = UnsafeBufferPointer(rebasing: all[inside])
      while !rest.isEmpty {
        add(block: UnsafeBufferPointer(rebasing: rest.prefix(SlotSums.blockLength)), threshold: threshold)
        rest = UnsafeBufferPointer(rebasing: rest.dropFirst(SlotSums.blockLength))
      }
    }
  }

  /// Sums of so many 16-bit halves fit in 32 bits.
  private static let blockLength = 32_768

  /// Adds a block, high and low halves of its counts apart: with every sum in 32 bits the loop fills vector registers.
  private mutating func add(block: UnsafeBufferPointer<Int32>, threshold: Int32) {
    var (low, high, lowBelow, highBelow, below): (UInt32, UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0, 0)
    for count in block {
      let bits = UInt32(bitPattern: count)
      let mask: UInt32 = count < threshold ? .max : 0
      low &+= bits & 0xFFFF
      high &+= bits >> 16
      lowBelow &+= bits & mask & 0xFFFF
      highBelow &+= (bits & mask) >> 16
      below &-= mask
    }
    let sum = Int(high) << 16 + Int(low)
    asked += sum
    above += sum - (Int(highBelow) << 16 + Int(lowBelow))
    slotsBelow += Int(below)
  }
}
