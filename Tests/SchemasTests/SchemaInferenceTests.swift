import Attributes
import Measures
import Schemas
import TestSupport
import Testing

@Suite("Proposing schemas") struct SchemaInferenceTests {
  static func infer(
    _ text: String, as dataset: DatasetKind? = nil, limit: Int = 1_000_000, chunk: Int = 1 << 16
  ) -> SchemaInference.Proposal? {
    var inference = SchemaInference(source: "data.csv", rowLimit: limit)
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty, inference.append(Array(rest.prefix(chunk)).span) { rest = rest.dropFirst(chunk) }
    return inference.finish(as: dataset).proposal
  }

  @Test("items: categories of several values, numbers, nulls, running text, booleans, codes") func items() throws {
    let rows = (0..<200).map { n in
      "i\(n),\(["Comedy|Drama", "Drama", ""][n % 3]),\(n),\(Double(n) / 4),\(["true", "False"][n % 2]),0\(n % 7),"
        + "A story of some \(n) people who walk along the sea and find number \(n * 7) in it,\(3_000_000_000 + n)\n"
    }
    let proposal = try #require(
      Self.infer("ITEM_ID,GENRES,STOCK,PRICE,ADULT,ZIP,STORY,VIEWS\n" + rows.joined(), chunk: 100))
    #expect(proposal.dataset == .items && proposal.rows == 200 && proposal.isWhole)
    #expect(
      proposal.schema.fields == [
        .init("ITEM_ID", .string), .init("GENRES", .string, isNullable: true, isCategorical: true),
        .init("STOCK", .int),
        .init("PRICE", .float), .init("ADULT", .string, isCategorical: true),
        .init("ZIP", .string, isCategorical: true),
        .init("STORY", .string, isTextual: true), .init("VIEWS", .long),
      ])
    #expect(proposal.columns[1].reason.contains("several in a cell by `|`, 2 values"))
    #expect(!SchemaReading(Array(proposal.schema.text.utf8), source: "").problems().hasErrors)
  }

  @Test("interactions under other names: renamed, milliseconds and missing columns said") func interactions() throws {
    let rows = (0..<100).map { "u\($0 % 9),p\($0 % 20),\($0 % 5),\(1_700_000_000_000 + $0)\n" }
    let proposal = try #require(Self.infer("customer_id,product_id,rating,time\n" + rows.joined()))
    #expect(proposal.dataset == .interactions)
    #expect(
      proposal.schema.fields == [
        .init("USER_ID", .string), .init("ITEM_ID", .string), .init("EVENT_VALUE", .float), .init("TIMESTAMP", .long),
      ])
    #expect(proposal.columns[0].conversion == "rename the column to USER_ID")
    #expect(proposal.columns[3].conversion.contains("divide by 1,000"))
    let untimed = try #require(Self.infer("user_id,item_id,point\nu,i,1.5\n"))
    #expect(untimed.schema.field("TIMESTAMP")?.type == .long)
    #expect(untimed.schema.field("EVENT_VALUE") != nil)
  }

  @Test("users; ids keep their type, names of people are no category") func users() throws {
    let rows = (0..<100).map { "\($0),name \($0),\(20 + $0 % 50),\(["ios", "android"][$0 % 2])\n" }
    let proposal = try #require(Self.infer("user_id,name,age,os_device\n" + rows.joined()))
    #expect(
      proposal.schema.fields == [
        .init("USER_ID", .string), .init("name", .string), .init("age", .int),
        .init("os_device", .string, isCategorical: true),
      ])
  }

  @Test("as many rows as asked for are looked at; files without rows or names give none") func limits() {
    let rows = (0..<100).map { "u\($0),\($0 < 50 ? "1" : "x")\n" }.joined()
    let proposal = Self.infer("USER_ID,A\n" + rows, limit: 50)
    #expect(proposal?.rows == 50 && proposal?.isWhole == false)
    #expect(proposal?.schema.field("A")?.type == .int)
    for text in ["", "USER_ID,A\n", "A,B\n1,2\n", "\"A\n"] { #expect(Self.infer(text) == nil) }
    #expect(Self.infer("A,B\n1,2\n", as: .items)?.schema.field("ITEM_ID") != nil)
  }

  @Test("a schema proposed from made-up data accepts that data") func agrees() throws {
    var draws = Draws(state: 12)
    for _ in 0..<50 {
      let rows = (0..<60).map { n in
        let values = ["", "1", "2.5", "x|y", "true", "한글 글", "00", "-3"]
        return "u\(n)," + (0..<3).map { _ in values[Int.random(in: 0..<8, using: &draws)] }.joined(separator: ",")
          + "\n"
      }
      let text = "USER_ID,A,B,C\n" + rows.joined()
      let proposal = try #require(Self.infer(text))
      let report = DatasetCheckTests.check(text, proposal.schema, as: .users)
      #expect(!report.hasErrors, "\(report.findings)")
    }
  }
}
