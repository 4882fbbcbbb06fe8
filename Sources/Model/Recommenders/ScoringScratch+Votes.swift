// Votes for places in histories, which become scores of the items that stand there.
//
// Ballots are first put in order of place. What they say of a stretch of a history then lies together, histories are read
// in one direction, and no place of millions needs a counter of its own. Stretches are then counted in the order in which
// their first ballots were cast: where in memory a history lies changes no sum, not even in its last bit.
extension ScoringScratch {
  /// Occurrences of items in histories, and what the places behind them get.
  struct Ballots: Sendable {
    /// What each ballot is worth, in the order they were cast.
    private var worths: [Float] = []
    /// Place in the upper half, number of the ballot in the lower; and room for as many.
    private var keys: [UInt64] = []
    private var spareKeys: [UInt64] = []
    /// Beside the keys: the last place that each ballot is for.
    private var lasts: [Int32] = []
    /// Stretches of places with votes, apart from each other and ascending.
    private var stretches: [Stretch] = []
    /// By ballot: the stretch whose first it is, or -1.
    private var opened: [Int32] = []
    /// Votes for the places of all stretches, one behind the other, and their powers.
    private var votes: [Float] = []
    private var powers: [Float] = []

    private struct Stretch {
      let first: Int32
      var count: Int32
      /// Where its votes begin.
      let start: Int32
      /// The first of its ballots to be cast.
      var ballot: Int32
    }

    /// Gives each place that follows another a vote times the weight of the gap; votes are positive.
    mutating func cast(_ vote: Float, behind place: Int32) {
      keys.append(UInt64(UInt32(bitPattern: place)) << 32 | UInt64(worths.count))
      worths.append(vote)
    }

    /// Counts the ballots, and says how many places have votes.
    fileprivate mutating func count(last: [Int32], weights: [Float], halfPowers: Int) -> Int {
      sort()
      let places = addUp(last: last, weights: weights)
      raise(places, halfPowers: halfPowers)
      return places
    }

    /// Calls `body` with the item of each place and its votes to the power; no ballot is left after it.
    ///
    /// - Parameter items: by place, as many as were counted among.
    @inline(__always)
    fileprivate mutating func take(items: [Int32], _ body: (Int32, Float) -> Void) {
      opened.removeAll(keepingCapacity: true)
      opened.append(contentsOf: repeatElement(-1, count: worths.count))
      items.withUnsafeBufferPointer { items in
        // Touched all at once, with nothing between, so that memory brings many places at a time; what is required of them
        // keeps the compiler from leaving it out. A stretch is seldom longer than what its ends bring.
        var met: Int32 = 0
        for (number, stretch) in stretches.enumerated() {
          opened[Int(stretch.ballot)] = Int32(number)
          met |= items[Int(stretch.first)] | items[Int(stretch.first + stretch.count - 1)]
        }
        precondition(met >= 0)
        powers.withUnsafeBufferPointer { powers in
          for number in opened where number >= 0 {
            let stretch = stretches[Int(number)]
            for index in 0..<Int(stretch.count) {
              body(items[Int(stretch.first) + index], powers[Int(stretch.start) + index])
            }
          }
        }
      }
      keys.removeAll(keepingCapacity: true)
      worths.removeAll(keepingCapacity: true)
    }

    /// Radix sort by eleven bits of the place at a time, equal places in the order they were cast.
    private mutating func sort() {
      let highest = keys.reduce(0) { max($0, $1 >> 32) }
      let count = keys.count
      spareKeys.append(contentsOf: repeatElement(0, count: max(0, count - spareKeys.count)))
      var shift: UInt64 = 32
      while highest >> (shift - 32) > 0 {
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2_048) { next in
          next.initialize(repeating: 0)
          for key in keys { next[Int((key >> shift) & 2_047)] += 1 }
          var start: Int32 = 0
          for digit in 0..<2_048 { (next[digit], start) = (start, start + next[digit]) }
          spareKeys.withUnsafeMutableBufferPointer { sorted in
            for key in keys {
              let digit = Int((key >> shift) & 2_047)
              sorted[Int(next[digit])] = key
              next[digit] += 1
            }
          }
        }
        swap(&keys, &spareKeys)
        keys.removeLast(keys.count - count)
        shift += 11
      }
    }

    /// Adds up what each place gets; how many have votes.
    private mutating func addUp(last: [Int32], weights: [Float]) -> Int {
      // A place has one counter, however many ballots are for it.
      let (placeCount, room) = (last.count, min(last.count, keys.count * weights.count))
      votes.append(contentsOf: repeatElement(0, count: max(0, room - votes.count)))
      stretches.removeAll(keepingCapacity: true)
      // Looked up all at once, for the same reason as items are touched.
      lasts.removeAll(keepingCapacity: true)
      lasts.append(contentsOf: keys.lazy.map { last[Int($0 >> 32)] })
      var (used, end) = (0, -1)
      votes.withUnsafeMutableBufferPointer { votes in
        weights.withUnsafeBufferPointer { weights in
          for (key, last) in zip(keys, lasts) {
            let (place, ballot) = (Int(key >> 32), Int32(truncatingIfNeeded: key))
            let gaps = Int(last) - place
            guard gaps > 0 else { continue }
            precondition(gaps <= weights.count && place + gaps < placeCount)
            let (first, behind) = (place + 1, place + gaps + 1)
            if first > end {
              stretches.append(Stretch(first: Int32(first), count: 0, start: Int32(used), ballot: ballot))
              end = first
            }
            // Histories are apart, and windows equally long: what comes later in order never ends earlier.
            let fresh = max(0, behind - end)
            for index in used..<used + fresh { votes[index] = 0 }
            used += fresh
            end += fresh
            stretches[stretches.count - 1].count += Int32(fresh)
            stretches[stretches.count - 1].ballot = min(stretches[stretches.count - 1].ballot, ballot)
            let (start, worth) = (used - (end - first), worths[Int(ballot)])
            for gap in 0..<gaps { votes[start + gap] += worth * weights[gap] }
          }
        }
      }
      return used
    }

    /// Votes to the power of half of a number of halves, all at once.
    private mutating func raise(_ used: Int, halfPowers: Int) {
      powers.append(contentsOf: repeatElement(0, count: max(0, used - powers.count)))
      powers.withUnsafeMutableBufferPointer { powers in
        votes.withUnsafeBufferPointer { votes in
          let isOdd = halfPowers % 2 != 0
          for index in 0..<used { powers[index] = isOdd ? votes[index].squareRoot() : 1 }
          for _ in 0..<(halfPowers / 2) {
            for index in 0..<used { powers[index] *= votes[index] }
          }
        }
      }
    }
  }

  /// Counts the ballots: each item's score becomes (Σ over its places of votes^(halfPowers/2)) to the inverse power.
  ///
  /// - Parameters:
  ///   - items: by place, below the prepared count.
  ///   - last: by place, the last one that may follow it.
  ///   - weights: of gaps from 1 on, positive; no place is followed at a larger one.
  mutating func take(
    _ ballots: inout Ballots, items: [Int32], last: [Int32], weights: [Float], halfPowers: Int
  ) {
    precondition(items.count == last.count)
    let places = ballots.count(last: last, weights: weights, halfPowers: halfPowers)
    // Room for one more than all items, so that the loop below only writes.
    let before = scored.count
    scored.append(contentsOf: repeatElement(0, count: min(places, scores.count) + 1))
    var end = before
    scores.withUnsafeMutableBufferPointer { scores in
      scored.withUnsafeMutableBufferPointer { scored in
        ballots.take(items: items) { item, power in
          let sum = scores[Int(item)]
          // Written always, counted only where the item is new: no branch to be guessed wrong.
          scored[end] = item
          // A vote so small that its power is zero says nothing.
          end += sum == 0 && power > 0 ? 1 : 0
          scores[Int(item)] = sum + power
        }
      }
    }
    scored.removeLast(scored.count - end)
    guard halfPowers != 2 else { return }
    let exponent = 2 / Float(halfPowers)
    scores.withUnsafeMutableBufferPointer { scores in
      for item in scored[before...] { scores[Int(item)] = raised(scores[Int(item)], to: exponent) }
    }
  }
}
