/// The one generator of the house: xoshiro256++ in a stream named by what it is for.
///
/// A stream is made from a seed and a name, so that drawing more from one source of randomness never shifts another
/// (common random numbers). Same seed and name: same draws on every machine.
/// `@usableFromInline`: without it the members of a `package` type are not inlined into other rooms, `@inlinable` or not.
/// Source: D. Blackman, S. Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47(4), 2021.
@usableFromInline package struct RandomStream: RandomNumberGenerator, Sendable {
  @usableFromInline var s0: UInt64
  @usableFromInline var s1: UInt64
  @usableFromInline var s2: UInt64
  @usableFromInline var s3: UInt64

  /// The stream of a seed and a name such as `demand/arrivals`, and an index for the n-th replication or chunk.
  package init(seed: UInt64, name: String, index: Int = 0) {
    // FNV-1a folds the name into the seed; splitmix64 spreads it over the state (as the authors advise).
    var state = mixed(seed &+ 0x9e37_79b9_7f4a_7c15) ^ FNV1a.of(name)
    state = mixed(state) &+ UInt64(truncatingIfNeeded: index) &* 0xd134_2543_de82_ef95
    func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      return mixed(state)
    }
    (s0, s1, s2, s3) = (next(), next(), next(), next())
  }

  /// A stream in a given state, which is not all zero: for comparison with the authors' program.
  package init(state: (UInt64, UInt64, UInt64, UInt64)) {
    (s0, s1, s2, s3) = state
    precondition(s0 | s1 | s2 | s3 != 0)
  }

  /// The next 64 random bits.
  @inlinable @inline(__always) package mutating func next() -> UInt64 {
    let sum = s0 &+ s3
    let result = ((sum << 23) | (sum >> 41)) &+ s0
    let t = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= t
    s3 = (s3 << 45) | (s3 >> 19)
    return result
  }

  /// A uniform number in the open interval (0, 1), never 0 nor 1.
  @inlinable package mutating func uniform() -> Double { RandomStream.unit(next()) }

  /// The number in (0, 1) that 64 random bits stand for: the middle of one of 2^52 equal cells. With 53 bits the middle of
  /// the last cell would round to 1.
  @inlinable package static func unit(_ bits: UInt64) -> Double {
    (Double(Int64(truncatingIfNeeded: bits >> 12)) + 0.5) * 0x1.0p-52
  }

  /// A uniform integer in 0..<bound; the bias is below bound/2^64. `bound` is positive.
  @inlinable package mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0)
    return Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(bound)).high)
  }
}

/// The finalizer of splitmix64 (S. Vigna, public domain, 2015).
private func mixed(_ value: UInt64) -> UInt64 {
  var z = value
  z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
  z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
  return z ^ (z >> 31)
}
