// Votes for places in histories, which become scores of the items that stand there.
extension ScoringScratch {
  /// Occurrences of an item in histories: the place, the last place that may follow it, and what each of these gets,
  /// divided by the gap.
  struct Ballot {
    let place: Int32
    let last: Int32
    let vote: Float
  }

  /// Makes room for votes for places below `placeCount`.
  mutating func prepare(placeCount: Int) {
    guard votes.count < placeCount else { return }
    votes.append(contentsOf: repeatElement(0, count: placeCount - votes.count))
  }

  /// Gives each place behind a ballot's its vote times the weight of the gap; votes are positive, weights too.
  mutating func vote(_ ballots: [Ballot], _ weights: [Float]) {
    // Room for all votes at once, so that the loop below only writes.
    let room = ballots.reduce(0) { $0 + max(0, Int($1.last - $1.place)) }
    guard room > 0 else { return }
    if voted.count < room { voted.append(contentsOf: repeatElement(0, count: room - voted.count)) }
    let (placeCount, weightCount) = (votes.count, weights.count)
    var count = votedCount
    precondition(count == 0)
    votes.withUnsafeMutableBufferPointer { votes in
      voted.withUnsafeMutableBufferPointer { voted in
        weights.withUnsafeBufferPointer { weights in
          guard let votes = votes.baseAddress, let voted = voted.baseAddress, let weights = weights.baseAddress else {
            return
          }
          for ballot in ballots {
            let (place, gaps) = (Int(ballot.place), Int(ballot.last - ballot.place))
            guard gaps > 0 else { continue }
            precondition(place >= 0 && place + gaps < placeCount && gaps <= weightCount)
            for gap in 0..<gaps {
              let index = place + 1 + gap
              let sum = votes[index]
              // Written always, counted only where the place is new: no branch to be guessed wrong.
              voted[count] = Int32(truncatingIfNeeded: index)
              count += sum == 0 ? 1 : 0
              votes[index] = sum + ballot.vote * weights[gap]
            }
          }
        }
      }
    }
    votedCount = count
  }

  /// Each item's score becomes (Σ over its places of votes^(halfPowers/2)) to the inverse power; votes are zero after it.
  mutating func takeVotes(items: [Int32], halfPowers: Int) {
    let count = votedCount
    let itemLimit = scores.count
    // Room for one more than all items, so that the loop below only writes.
    let before = scored.count
    scored.append(contentsOf: repeatElement(0, count: min(count, itemLimit) + 1))
    var end = before
    votes.withUnsafeMutableBufferPointer { votes in
      scores.withUnsafeMutableBufferPointer { scores in
        scored.withUnsafeMutableBufferPointer { scored in
          items.withUnsafeBufferPointer { items in
            for index in voted[..<count] {
              let vote = votes[Int(index)]
              votes[Int(index)] = 0
              var power: Float = halfPowers % 2 == 0 ? 1 : vote.squareRoot()
              for _ in 0..<(halfPowers / 2) { power *= vote }
              let item = Int(items[Int(index)])
              let sum = scores[item]
              scored[end] = Int32(truncatingIfNeeded: item)
              // A vote so small that its power is zero says nothing.
              end += sum == 0 && power > 0 ? 1 : 0
              scores[item] = sum + power
            }
          }
        }
      }
    }
    scored.removeLast(scored.count - end)
    votedCount = 0
    guard halfPowers != 2 else { return }
    let exponent = 2 / Float(halfPowers)
    scores.withUnsafeMutableBufferPointer { scores in
      for item in scored { scores[Int(item)] = raised(scores[Int(item)], to: exponent) }
    }
  }
}

/// x to a power by polynomials, for positive finite x: within 2 · 10⁻⁶ of the true value for powers of 0 … 1, and the
/// same bits on every machine.
func raised(_ x: Float, to power: Float) -> Float {
  guard x >= .leastNormalMagnitude else { return 0 }
  let logarithm = binaryLogarithm(x)
  // 2^y = 2^n · 2^f with f from −½ to ½, by Taylor's polynomial.
  let y = max(-125, min(127, power * logarithm))
  let n = y.rounded()
  let z = (y - n) * 0.693_147_18
  let f = 1 + z * (1 + z * (0.5 + z * (0.166_666_67 + z * (0.041_666_668 + z * (0.008_333_334 + z * 0.001_388_889)))))
  return f * Float(bitPattern: UInt32(bitPattern: Int32(n) &+ 127) << 23)
}

/// log₂ x by a polynomial, for normal positive finite x: within 10⁻⁶ of the true value for x of 1 … 2, and the same bits
/// on every machine.
@inline(__always) func binaryLogarithm(_ x: Float) -> Float {
  // x = 2^e · m with m from √½ to √2; log₂ m by the series of the inverse hyperbolic tangent.
  let bits = x.bitPattern &- 0x3f35_04f3
  let exponent = Float(Int32(bitPattern: bits) >> 23)
  let m = Float(bitPattern: (bits & 0x007f_ffff) &+ 0x3f35_04f3)
  let t = (m - 1) / (m + 1)
  let s = t * t
  return exponent
    + t * (2.885_390_1 + s * (0.961_796_7 + s * (0.577_078_04 + s * (0.412_198_6 + s * 0.320_598_9))))
}
