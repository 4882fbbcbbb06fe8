import Randomness
import Synchronization

/// Identifiers that never come twice: of requests, versions, trackers and answers; a fixed sequence for a seed.
struct Identifiers: Sendable {
  private final class Counter: Sendable { let value = Atomic<UInt64>(0) }

  private let seed: UInt64
  private let counter = Counter()

  /// - Parameter run: how often the state was opened before: each run has identifiers of its own.
  init(seed: UInt64, run: Int) {
    var stream = RandomStream(seed: seed, name: "emulator-identifiers", index: run)
    self.seed = stream.next()
  }

  private func bits() -> UInt64 {
    // SplitMix64 of a counter: G. Steele, D. Lea, C. Flood, OOPSLA 2014.
    var z = seed &+ (counter.value.add(1, ordering: .relaxed).newValue &* 0x9E37_79B9_7F4A_7C15)
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Eight hexadecimal digits.
  func short() -> String { String(decoding: hex(bits()).prefix(8), as: UTF8.self) }

  /// A random UUID of version 4 (RFC 9562).
  func uuid() -> String { String(decoding: uuidBytes(), as: UTF8.self) }

  /// The same as ASCII.
  func uuidBytes() -> [UInt8] {
    let high = hex((bits() & 0xFFFF_FFFF_FFFF_0FFF) | 0x4000)
    let low = hex((bits() & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000)
    var text: [UInt8] = []
    text.reserveCapacity(36)
    text += high[0..<8]
    text.append(45)
    text += high[8..<12]
    text.append(45)
    text += high[12..<16]
    text.append(45)
    text += low[0..<4]
    text.append(45)
    text += low[4..<16]
    return text
  }

  private func hex(_ value: UInt64) -> [UInt8] {
    (0..<16).map { place in
      let digit = UInt8(truncatingIfNeeded: value >> UInt64(60 - 4 * place)) & 15
      return digit < 10 ? 48 + digit : 87 + digit
    }
  }
}
