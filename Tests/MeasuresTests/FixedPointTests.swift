import Measures
import Testing

@Suite("Exact decimal numbers")
struct FixedPointTests {
  @Test(
    "decimal text is read exactly",
    arguments: [
      ("0", "0"), ("-0", "0"), ("0e9", "0"), ("1", "1000000000000"), ("+2.5", "2500000000000"), (".5", "500000000000"),
      ("5.", "5000000000000"), ("-12.000000000001", "-12000000000001"), ("0.0000556", "55600000"),
      ("1e3", "1000000000000000"), ("1.5E+2", "150000000000000"), ("2.50e-1", "250000000000"),
      ("1_000", "1000000000000000"), ("1,234,567.89", "1234567890000000000"), ("1.500000000000000000", "1500000000000"),
      ("100e-14", "1"), ("999999999999999999", "999999999999999999000000000000"),
    ])
  func reading(text: String, picos: String) throws {
    #expect(FixedPoint.scaled(text, by: Money.scale) == Int128(picos))
  }

  @Test(
    "what is no decimal number, or too large or too fine, is refused",
    arguments: [
      "", "-", "+", ".", "e5", "1e", "1e+", "nan", "NaN", "inf", "-Infinity", "0x10", "1e400", "1e41", "1e-41",
      "1e-9223372036854775808", "1e9223372036854775807", "1e99999999999999999999", "1.2.3", "--1", "1-", " 1", "1 ",
      "1,5",
      "12,34", "1,2345", ",123", "1.234,567", "_1", "1_", "1__0", "1._5", "1_.5", "1e1_0", "٣", "½", "1\u{0}",
      "0.0000000000001", "1e18", "1000000000000000000", String(repeating: "9", count: 31),
      String(repeating: "1", count: 100_000),
    ])
  func refusals(text: String) {
    #expect(FixedPoint.scaled(text, by: Money.scale) == nil)
  }

  @Test("numbers are written rounded half to even, with all their places")
  func writing() {
    func text(_ value: Int128, _ places: Int) -> String { FixedPoint.text(value, scale: 1000, places: places) }
    #expect(text(12_345, 2) == "12.34")
    #expect(text(12_355, 2) == "12.36")
    #expect(text(12_344, 2) == "12.34")
    #expect(text(12_346, 2) == "12.35")
    #expect(text(500, 0) == "0")
    #expect(text(1500, 0) == "2")
    #expect(text(2500, 0) == "2")
    #expect(text(2501, 0) == "3")
    #expect(text(-2501, 0) == "-3")
    #expect(text(-4, 2) == "0.00")
    #expect(text(-5, 2) == "0.00")
    #expect(text(-6, 2) == "-0.01")
    #expect(text(99_999, 2) == "100.00")
    #expect(text(7, 6) == "0.007000")
    #expect(text(-1_000_050, 3) == "-1000.050")
  }

  @Test("the largest number that can be read can be written with any number of places")
  func largest() throws {
    let value = try #require(FixedPoint.scaled("277777777777777777", by: Quantity.scale))
    #expect(FixedPoint.text(value, scale: Quantity.scale, places: 9) == "277777777777777777.000000000")
    #expect(
      FixedPoint.text(value - 1, scale: Quantity.scale, places: 18).hasPrefix("277777777777777776.99999999999972"))
    #expect(Quantity(parts: value).text() == "277777777777777777")
  }

  @Test("reading what was written gives the same number")
  func roundTrip() {
    var value: Int128 = 1
    for step in 0..<400 {
      value = Int128(
        (value &* 6_364_136_223_846_793_005 &+ Int128(step)).magnitude % 1_000_000_000_000_000_000_000_000_000)
      value *= step % 2 == 0 ? 1 : 900
      for signed in [value, -value] {
        #expect(FixedPoint.scaled(FixedPoint.text(signed, scale: Money.scale, places: 12), by: Money.scale) == signed)
      }
    }
  }

  @Test("quotients round half to even on both sides of zero")
  func quotients() {
    let expected: [Int128: Int128] = [-6: -2, -5: -1, -3: -1, -2: 0, -1: 0, 0: 0, 1: 0, 2: 0, 3: 1, 5: 1, 6: 2, 10: 2]
    for (a, quotient) in expected { #expect(FixedPoint.roundedQuotient(a, 4) == quotient, "\(a) / 4") }
    #expect(FixedPoint.roundedQuotient(-7, 2) == -4)
    #expect(FixedPoint.roundedQuotient(7, 2) == 4)
  }

  @Test("a share of a number is the rounded product, also where the product would not fit")
  func shares() {
    #expect(FixedPoint.share(10, 1, of: 4) == 2)
    #expect(FixedPoint.share(10, 3, of: 4) == 8)
    #expect(FixedPoint.share(1_000_003, 700, of: 900) == 777_780)
    let huge: Int128 = 999_999_999_999_999_999_999_999_999_999
    #expect(FixedPoint.share(huge, 3_000_000_000_000, of: 3_000_000_000_000) == huge)
    #expect(FixedPoint.share(huge, 1_000_000_000_000, of: 3_000_000_000_000) == huge / 3)
    #expect(FixedPoint.share(huge, 0, of: 3_000_000_000_000) == 0)
  }
}

@Suite("Money and quantities")
struct MoneyTests {
  @Test("a thousand prices of 0.0000556 are exactly 0.0556")
  func sums() throws {
    let price = try #require(Money(decimal: "0.0000556"))
    let sum = (0..<1000).reduce(Money.zero()) { sum, _ in sum + price }
    #expect(sum == Money(decimal: "0.0556"))
    #expect(sum.text(places: 4) == "0.0556" && sum.text() == "0.06")
    #expect(price - sum < .zero())
    #expect((price - price).picos == 0)
  }

  @Test("amounts in two currencies do not add: the program stops")
  func currencies() async {
    await #expect(processExitsWith: .failure) {
      if let won = Currency(code: "KRW") { _ = Money.zero(won) + Money.zero(.usd) }
    }
  }

  @Test("a currency is three upper-case letters", arguments: ["", "US", "usd", "USDT", "U$D", "ÄÖÜ", "1.5"])
  func currencyCodes(code: String) {
    #expect(Currency(code: code) == nil)
    #expect(Currency(code: "USD") == .usd)
  }

  @Test("a 5-minute window of any count is an exact number of TPS-hours")
  func hours() {
    for count in [1, 7, 299, 300, 12_345_678] {
      let window = Quantity(count, over: 3600)
      #expect(window.parts * 3600 == Quantity(count).parts)
    }
    #expect((0..<3600).reduce(Quantity.zero) { sum, _ in sum + Quantity(1, over: 3600) } == Quantity(1))
    #expect(Quantity(1, over: 7).parts == 514_285_714_286)
  }

  @Test("quantities are written without trailing zeros")
  func quantityText() throws {
    #expect(try #require(Quantity(decimal: "12.500")).text() == "12.5")
    #expect(Quantity(300).text() == "300" && Quantity(300).text(places: 0) == "300")
    #expect(Quantity.zero.text() == "0")
    #expect(Quantity(1, over: 3600).text() == "0.000277778")
    #expect(try #require(Quantity(decimal: "0.0000000001")).text() == "0")
  }

  @Test("measured numbers round to nine decimals; what is not finite or beyond 10^15 is refused")
  func measured() {
    #expect(Quantity(measured: 0.1) == Quantity(decimal: "0.1"))
    #expect(Quantity(measured: 1.0 / 3) == Quantity(decimal: "0.333333333"))
    #expect(Quantity(measured: 123_456_789) == Quantity(123_456_789))
    #expect(Quantity(measured: -2.25) == Quantity(decimal: "-2.25"))
    #expect(Quantity(measured: 1e15) == Quantity(1_000_000_000_000_000))
    for wrong in [Double.nan, .infinity, -.infinity, 1.1e15, -1e300] { #expect(Quantity(measured: wrong) == nil) }
  }

  @Test("the family of a resource is its prefix with a colon")
  func families() {
    #expect(Resource(.v2, "shop").name == "v2:shop" && Resource("v2:shop").family == .v2)
    #expect(Resource("legacy:a:b").family == .legacy)
    for name in ["shop", "v2", "v2shop", "V2:shop", " v2:shop"] { #expect(Resource(name).family == nil) }
  }

  @Test("a finding reads as file, line, severity, place, message and remedy")
  func findings() {
    func text(_ place: Finding.Place, _ remedy: String = "") -> String {
      Finding(.warning, code: "c", source: "a.yaml", place: place, message: "Wrong.", remedy: remedy).description
    }
    #expect(text(.key(path: "plans.x", line: 12), "Mend it.") == "a.yaml:12: warning: plans.x: Wrong. Mend it.")
    #expect(text(.key(path: "", line: nil)) == "a.yaml: warning: Wrong.")
    #expect(text(.row(3)) == "a.yaml:3: warning: Wrong.")
    #expect(text(.whole) == "a.yaml: warning: Wrong.")
  }
}
