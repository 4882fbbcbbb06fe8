// Votes for places in histories, which become scores of the items that stand there.
//
// Ballots are first put in order of place. What they say of a stretch of a history then lies together, histories are read
// in one direction, and no place of millions needs a counter of its own.
extension ScoringScratch {
  /// Occurrences of items in histories, and what the places behind them get.
  struct Ballots: Sendable {
    /// Place in the upper half, bits of the vote in the lower.
    fileprivate var cast: [UInt64] = []
    fileprivate var sorted: [UInt64] = []
    /// Beside the sorted ballots: the last place that each is for.
    fileprivate var lasts: [Int32] = []
    /// Stretches of places with votes, apart from each other and ascending.
    fileprivate var stretches: [(first: Int32, count: Int32)] = []
    /// Votes for the places of all stretches, one behind the other, and their powers.
    fileprivate var votes: [Float] = []
    fileprivate var powers: [Float] = []

    /// Gives each place that follows another a vote times the weight of the gap; votes are positive.
    mutating func cast(_ vote: Float, behind place: Int32) {
      cast.append(UInt64(UInt32(bitPattern: place)) << 32 | UInt64(vote.bitPattern))
    }

    /// Radix sort by eleven bits of the place at a time, equal places in the order they were cast.
    fileprivate mutating func sort() {
      let highest = cast.reduce(0) { max($0, $1 >> 32) }
      sorted.append(contentsOf: repeatElement(0, count: max(0, cast.count - sorted.count)))
      var shift: UInt64 = 32
      while highest >> (shift - 32) > 0 {
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2_048) { next in
          next.initialize(repeating: 0)
          for ballot in cast { next[Int((ballot >> shift) & 2_047)] += 1 }
          var start: Int32 = 0
          for digit in 0..<2_048 { (next[digit], start) = (start, start + next[digit]) }
          sorted.withUnsafeMutableBufferPointer { sorted in
            for ballot in cast {
              let digit = Int((ballot >> shift) & 2_047)
              sorted[Int(next[digit])] = ballot
              next[digit] += 1
            }
          }
        }
        let count = cast.count
        swap(&cast, &sorted)
        cast.removeLast(cast.count - count)
        shift += 11
      }
    }

    /// Adds up what each place gets; how many have votes.
    ///
    /// - Parameters:
    ///   - last: by place, the last one that may follow it.
    ///   - weights: of gaps from 1 on; no place is followed at a larger one.
    fileprivate mutating func count(last: [Int32], weights: [Float]) -> Int {
      // A place has one counter, however many ballots are for it.
      let room = min(last.count, cast.count * weights.count)
      votes.append(contentsOf: repeatElement(0, count: max(0, room - votes.count)))
      stretches.removeAll(keepingCapacity: true)
      // Looked up at once, with nothing between: memory then brings many of these places at a time.
      lasts.removeAll(keepingCapacity: true)
      lasts.append(contentsOf: cast.lazy.map { last[Int($0 >> 32)] })
      let placeCount = last.count
      var (used, end) = (0, -1)
      votes.withUnsafeMutableBufferPointer { votes in
        weights.withUnsafeBufferPointer { weights in
          for (ballot, last) in zip(cast, lasts) {
            let place = Int(ballot >> 32)
            let vote = Float(bitPattern: UInt32(truncatingIfNeeded: ballot))
            let gaps = Int(last) - place
            guard gaps > 0 else { continue }
            precondition(gaps <= weights.count && place + gaps < placeCount)
            let (first, behind) = (place + 1, place + gaps + 1)
            if first > end {
              stretches.append((Int32(first), 0))
              end = first
            }
            // Histories are apart, and windows equally long: what comes later in order never ends earlier.
            let fresh = max(0, behind - end)
            for index in used..<used + fresh { votes[index] = 0 }
            used += fresh
            end += fresh
            stretches[stretches.count - 1].count += Int32(fresh)
            let at = used - (end - first)
            for gap in 0..<gaps { votes[at + gap] += vote * weights[gap] }
          }
        }
      }
      return used
    }

    /// Votes to the power of half of a number of halves, all at once.
    fileprivate mutating func raise(_ used: Int, halfPowers: Int) {
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

  /// Counts the ballots: each item's score becomes (Σ over its places of votes^(halfPowers/2)) to the inverse power. No
  /// ballot is left after it.
  ///
  /// - Parameters:
  ///   - items: by place, below the prepared count.
  ///   - last: by place, the last one that may follow it.
  ///   - weights: of gaps from 1 on, positive.
  mutating func take(
    _ ballots: inout Ballots, items: [Int32], last: [Int32], weights: [Float], halfPowers: Int
  ) {
    precondition(items.count == last.count)
    ballots.sort()
    let used = ballots.count(last: last, weights: weights)
    ballots.raise(used, halfPowers: halfPowers)
    ballots.cast.removeAll(keepingCapacity: true)
    // Room for one more than all items, so that the loop below only writes.
    let before = scored.count
    scored.append(contentsOf: repeatElement(0, count: min(used, scores.count) + 1))
    var end = before
    scores.withUnsafeMutableBufferPointer { scores in
      scored.withUnsafeMutableBufferPointer { scored in
        items.withUnsafeBufferPointer { items in
          ballots.powers.withUnsafeBufferPointer { powers in
            // Asked for at once, for the same reason; a stretch is seldom longer than what memory brings from its ends.
            var met: Int32 = 0
            for stretch in ballots.stretches {
              met |= items[Int(stretch.first)] | items[Int(stretch.first + stretch.count - 1)]
            }
            precondition(met >= 0)
            var index = 0
            for stretch in ballots.stretches {
              for place in Int(stretch.first)..<Int(stretch.first + stretch.count) {
                let item = Int(items[place])
                let power = powers[index]
                let sum = scores[item]
                // Written always, counted only where the item is new: no branch to be guessed wrong.
                scored[end] = Int32(truncatingIfNeeded: item)
                // A vote so small that its power is zero says nothing.
                end += sum == 0 && power > 0 ? 1 : 0
                scores[item] = sum + power
                index += 1
              }
            }
          }
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
