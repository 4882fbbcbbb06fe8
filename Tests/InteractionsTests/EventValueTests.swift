import Interactions
import Randomness
import Testing

@Suite("Event values")
struct EventValueTests {
  @Test("decimals are rounded to the nearest Float, as the standard library does")
  func nearest() {
    var stream = RandomStream(seed: 7, name: "test/values")
    var texts = [
      "0", "-0", "+1", ".5", "5.", "1e5", "1E-5", "0.1", "16777217", "16777219", "33554435", "1e-45", "1.17549435e-38",
      "3.4028235e38", "123456789012345678901234567890", "0.000000000000000000000000000001", "8388608.5", "8388609.5",
    ]
    for _ in 0..<50_000 {
      let value = Float(bitPattern: UInt32(truncatingIfNeeded: stream.next()))
      if value.isFinite { texts.append(value.description) }
      let digits = stream.integer(below: 12)
      texts.append("\(stream.integer(below: 1 << 27)).\(stream.integer(below: 1 + (1 << (3 * digits))))")
    }
    let reading = read("USER_ID,ITEM_ID,TIMESTAMP,EVENT_VALUE\n" + texts.map { "u,i,5,\($0)\n" }.joined())
    #expect(reading.rowsBad == 0)
    let expected = texts.map { Float($0) }
    #expect(expected.allSatisfy { $0 != nil })
    let wrong = zip(texts, zip(reading.log.values, expected)).filter { $0.1.0 != $0.1.1 }
    #expect(wrong.isEmpty, "\(wrong.prefix(5))")
  }
}
