import DelimitedText

/// One thing that the reader said.
enum Heard: Hashable {
  case row(line: Int, [String])
  case fault(DelimitedFault)
}

/// All that the reader says of a text given in chunks of the lengths that `chunkLength` gives.
func heard(
  _ bytes: [UInt8], separator: Character = ",", limits: DelimitedLimits = DelimitedLimits(),
  chunkLength: () -> Int = { .max }
) -> [Heard] {
  var reader = DelimitedReader(separator: separator.asciiValue ?? 0, limits: limits)
  var result: [Heard] = []
  var at = 0
  while true {
    switch reader.next() {
    case .row: result.append(.row(line: reader.line, reader.texts))
    case .fault(let fault): result.append(.fault(fault))
    case .end: return result
    case .needsBytes:
      if at == bytes.count {
        reader.endInput()
      } else {
        let end = at + min(max(1, chunkLength()), bytes.count - at)
        reader.append(Array(bytes[at..<end]).span)
        at = end
      }
    }
  }
}

func heard(_ text: String, separator: Character = ",") -> [Heard] { heard(Array(text.utf8), separator: separator) }

/// The rows of a text alone, faults left out.
func rows(_ text: String, separator: Character = ",") -> [[String]] {
  heard(text, separator: separator).compactMap { if case .row(_, let cells) = $0 { cells } else { nil } }
}

/// A seeded generator for tests: Knuth's MMIX constants, high bits.
struct Dice {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 2_862_933_555_777_941_757 &+ 3_037_000_493 }

  mutating func below(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }
}
