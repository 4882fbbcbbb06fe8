import Charts
import Testing

@Suite("Number format")
struct NumberFormatTests {
  @Test(
    "numbers are written with thousands separators and three significant digits",
    arguments: [
      (0.0, "0"), (12_000, "12,000"), (1_234_567, "1,234,567"), (999.6, "1,000"), (12.345, "12.3"), (1.0, "1.00"),
      (0.01234, "0.0123"), (-5.5, "−5.50"), (-0.0, "0"), (2e15, "2e15"), (9.99e15, "1e16"), (3e-9, "3e-9"),
      (1e300, "1e300"), (.leastNonzeroMagnitude, "4.9e-324"), (.infinity, "∞"), (-.infinity, "−∞"), (.nan, "–"),
    ])
  func plain(value: Double, text: String) { #expect(NumberFormat.plain.string(value) == text) }

  @Test("the minus sign stands before the prefix, and a rounded zero has none")
  func prefixed() {
    let dollars = NumberFormat(prefix: "$", decimals: 2)
    #expect(dollars.string(-1234.5) == "−$1,234.50")
    #expect(dollars.string(-0.001) == "$0.00")
    #expect(NumberFormat(suffix: " ms", decimals: 0).string(212.4) == "212 ms")
  }
}
