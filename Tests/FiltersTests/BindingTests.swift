import Filters
import Testing

@Suite("Values of filters") struct BindingTests {
  static func bound(_ text: String, _ values: [String: String]) throws -> BoundFilter {
    try #require(FilterText(text).expression).bound(to: values).get()
  }
  static func problems(_ text: String, _ values: [String: String]) -> [FilterBindingError.Problem] {
    guard let expression = FilterText(text).expression else { return [] }
    if case .failure(let error) = expression.bound(to: values) { return error.problems }
    return []
  }
  static let genre = "INCLUDE ItemID WHERE Items.GENRE IN ($G)"
  static let price = "INCLUDE ItemID WHERE Items.PRICE <= $MAX"

  @Test("values stand in quotes, joined by commas; numbers with quotes or without") func forms() throws {
    #expect(try Self.bound(Self.genre, ["G": #""Comedy","Drama""#]).values == ["G": .texts(["Comedy", "Drama"])])
    #expect(try Self.bound(Self.genre, ["G": #" "a,b" , "c" "#]).values == ["G": .texts(["a,b", "c"])])
    #expect(try Self.bound(Self.price, ["MAX": "1480000000"]).values == ["MAX": .number(1_480_000_000)])
    #expect(try Self.bound(Self.price, ["MAX": #""1480000000""#]).values == ["MAX": .texts(["1480000000"])])
  }

  @Test(
    "what is no such text is refused",
    arguments: ["Comedy", "", "\"a\",", ",", "\"a\" \"b\"", "\"a", "$X", "\"a\",b", "(\"a\")", "*"])
  func refuses(value: String) { #expect(!Self.problems(Self.genre, ["G": value]).isEmpty) }

  @Test("an INCLUDE needs its values, an EXCLUDE without is left out") func missing() throws {
    #expect(Self.problems(Self.genre, [:]).map(\.parameter) == ["G"])
    let text = "EXCLUDE ItemID WHERE Items.GENRE IN ($G) | EXCLUDE ItemID WHERE Items.PRICE > $MAX"
    #expect(try Self.bound(text, ["MAX": "3"]).clauses.map(\.conditions.first?.field) == ["PRICE"])
    #expect(try Self.bound(text, [:]).clauses.isEmpty)
  }

  @Test("names are exact, and all that is wrong is said") func names() {
    let problems = Self.problems(
      "INCLUDE ItemID WHERE Items.GENRE IN ($G) AND Items.PRICE < $MAX", ["g": "\"x\"", "MAX": "\"much\""])
    #expect(problems.map(\.parameter).sorted() == ["G", "MAX", "g"])
    #expect(Self.problems(Self.price, ["MAX": "1,2"]).map(\.parameter) == ["MAX"])
    #expect(Self.problems(Self.genre, ["G": "\"" + String(repeating: "x", count: 1000) + "\""]).count == 1)
  }
}
