import Attributes
import Measures
import Testing

@Suite("Attribute tables") struct AttributeTableTests {
  static func read(
    _ text: String, kinds: [String: AttributeTable.Kind] = [:], chunk: Int = 1 << 20,
    limits: AttributeTableReader.Limits = .init()
  ) -> (table: AttributeTable?, findings: [Finding]) {
    var reader = AttributeTableReader(idColumn: "ITEM_ID", kinds: kinds, source: "items.csv", limits: limits)
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty, reader.append(Array(rest.prefix(chunk)).span) { rest = rest.dropFirst(chunk) }
    return reader.finish()
  }

  @Test("columns of numbers, of categories and of several categories, in chunks of any size") func reads() throws {
    let text = "PRICE,ITEM_ID,GENRES,TITLE\n1.5,a,Comedy|Drama,\"say \\\"hi\\\", you\"\n,b,,\n-2e1,c,Drama,x\n"
    for chunk in [1, 3, 1000] {
      let (found, findings) = Self.read(text, chunk: chunk)
      let table = try #require(found)
      #expect(findings.isEmpty)
      #expect(table.ids == ["a", "b", "c"] && table.row(of: "c") == 2 && table.row(of: "z") == nil)
      #expect(table.columns.map(\.name) == ["PRICE", "GENRES", "TITLE"])
      #expect(table.columns.map(\.kind) == [.number, .category, .category])
      #expect((0..<3).map { table.columns[0].text($0) } == ["1.5", nil, "-20"])
      #expect((0..<3).map { table.columns[1].text($0) } == ["Comedy|Drama", nil, "Drama"])
      #expect(table.column("title")?.text(0) == #"say "hi", you"#)
    }
  }

  @Test("a schema's kinds go before what cells look like; running text is not cut") func kinds() throws {
    let table = try #require(
      Self.read("ITEM_ID,ZIP,ABOUT\na,12345,x|y\nb,99,z\n", kinds: ["ZIP": .category, "ABOUT": .text]).table)
    #expect(table.columns.map(\.kind) == [.category, .text])
    guard case .categories(let about) = table.columns[1].content else {
      Issue.record("text is kept as text")
      return
    }
    #expect(about.names == ["x|y", "z"])
  }

  @Test("what cannot be used is a finding and left out; the later of two rows counts") func faults() throws {
    let (found, findings) = Self.read("ITEM_ID,PRICE\na,1\n,2\nb\na,3\n\"c\"x,4\nd,5\n")
    let table = try #require(found)
    #expect(table.ids == ["a", "d"] && table.columns[0].text(0) == "3")
    #expect(findings.map(\.code) == ["empty-id", "field-count", "duplicate-id", "text-after-quote"])
    #expect(findings.map(\.place) == [.row(3), .row(4), .row(5), .row(6)])
  }

  @Test("files that are none", arguments: ["", "PRICE\n1\n", "ITEM_ID,item_id\n1,2\n", "\"ITEM_ID\n"])
  func refuses(text: String) {
    let (table, findings) = Self.read(text)
    #expect(table == nil && findings.hasErrors)
  }

  @Test("rows, text and findings are bounded") func limits() {
    var limits = AttributeTableReader.Limits()
    limits.rows = 5
    limits.findings = 3
    let many = "ITEM_ID,X\n" + (0..<10).map { "i\($0),1\n" }.joined()
    #expect(Self.read(many, limits: limits).findings.map(\.code) == ["too-many-rows"])
    let broken = "ITEM_ID,X\n" + String(repeating: "a\n", count: 10)
    let codes = Self.read(broken, limits: limits).findings.map(\.code)
    #expect(codes == ["field-count", "field-count", "field-count", "field-count-count"])
    limits.textBytes = 10
    #expect(Self.read("ITEM_ID,X\na,0123456789x\n", limits: limits).table == nil)
  }

  @Test("aligned to other names: rows move along, unknown ones are null") func aligned() throws {
    let table = try #require(Self.read("ITEM_ID,P,G\na,1,x|y\nb,2,y\n").table).aligned(to: ["z", "b", "a"])
    #expect(table.ids == ["z", "b", "a"])
    #expect((0..<3).map { table.columns[0].text($0) } == [nil, "2", "1"])
    #expect((0..<3).map { table.columns[1].text($0) } == [nil, "y", "x|y"])
  }

  @Test("numbers are decimal and finite", arguments: ["nan", "inf", "0x1p3", " 1", "1 ", "", "1,5", "1e999", "--1"])
  func noNumbers(text: String) { #expect(Double(decimal: text) == nil) }

  @Test("data sets are named in any case") func kindNames() {
    #expect(DatasetKind(named: "ITEMS") == .items && DatasetKind(named: "Action_Interactions") == .actionInteractions)
    #expect(DatasetKind(named: "item") == nil)
  }
}
