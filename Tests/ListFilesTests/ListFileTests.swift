import Evaluation
import Interactions
import ListFiles
import Measures
import Testing

@Suite("Files of lists and truths")
struct ListFileTests {
  /// Reads a text in pieces of a few bytes, so that rows are cut anywhere.
  private func read(
    _ text: String, _ role: ListRole, format: ListFormat? = nil, piece: Int = 7, limits: ListLimits = ListLimits()
  ) -> (table: ListTable, users: NamePool, items: NamePool, findings: [Finding]) {
    var (users, items) = (NamePool(), NamePool())
    var reader = ListFileReader(role, format: format, source: "file", limits: limits)
    let bytes = Array(text.utf8)
    var begin = 0
    // The format shows in the first line.
    var size = max(piece, 60)
    while begin < bytes.count {
      let end = min(bytes.count, begin + size)
      _ = reader.append(bytes.span.extracting(begin..<end), users: &users, items: &items)
      (begin, size) = (end, piece)
    }
    let (table, findings) = reader.finish(users: &users, items: &items)
    return (table, users, items, findings)
  }

  @Test("CSV: ranks order a list, else scores, equal ones as the file has them, whatever the case and order of columns")
  func csv() {
    let ranked = read("item_id,User_ID,rank\na,u,2\nb,u,1\nc,u,2\nd,v,1\n", .lists)
    #expect(ranked.findings.isEmpty && ranked.users.names == ["u", "v"])
    let lists = ranked.table.lists(of: ranked.table.usersInOrder).ordered(.file, removesRepeats: false, itemOrder: [])
    #expect(lists[0].map { ranked.items.names[Int($0)] } == ["b", "a", "c"] && lists[1].count == 1)
    let scored = read("USER_ID,ITEM_ID,SCORE\nu,a,0.5\nu,b,2\nu,c,0.5\n", .lists)
    let byScore = scored.table.lists(of: [0]).ordered(.file, removesRepeats: false, itemOrder: [])
    #expect(byScore[0].map { scored.items.names[Int($0)] } == ["b", "a", "c"])
    let truth = read("USER_ID,ITEM_ID,GAIN\nu,a,2\nu,b,0\nu,a,3\n", .truth)
    #expect(truth.table.truth(of: [0]).gains == [3, 0])
    #expect(read("USER_ID,ITEM_ID\nu,a\n", .truth).table.truth(of: [0]).gains == [1])
  }

  @Test("TREC runs and judgements and the output of a batch job are recognised") func otherFormats() {
    let run = read("q1 Q0 d1 1 0.5 tag\nq1\tQ0\td2 2 0.75 tag\r\n", .lists)
    #expect(run.findings.isEmpty && run.table.count == 2 && run.users.names == ["q1"])
    #expect(run.table.lists(of: [0]).scores == [0.5, 0.75])
    let judgements = read("q1 0 d1 2\nq2 0 d1 -1", .truth)
    #expect(judgements.findings.isEmpty && judgements.table.truth(of: [0, 1]).gains == [2, -1])
    let lines = """
      {"input":{"userId":"1"},"output":{"recommendedItems":["a","b"],"scores":[0.9,0.1]},"error":null}
      {"input":{"userId":"2"},"output":null,"error":"no such user"}
      """
    let batch = read(lines, .lists)
    #expect(batch.findings.isEmpty && batch.table.count == 2 && batch.table.failedQueries == 1)
    #expect(batch.items.names == ["a", "b"])
    #expect(read(lines, .truth).findings.contains { $0.code == "no-truth" })
  }

  @Test("runs and judgements of TREC are recognised where ids hold commas, and tables are none")
  func commasInIDs() {
    func format(_ text: String) -> ListFormat { ListFormat(of: Array(text.utf8).span) }
    #expect(format("u1 Q0 a,b 1 0.5 tag\n") == .trec && format("\nu,1\tQ0  a 1 0.5 tag\r\n") == .trec)
    #expect(format("u1 0 a,b 1\n") == .trec && format("u1 0 a,b 1") == .trec)
    #expect(format("USER_ID,ITEM_ID\n1,a 0 b 1\n") == .csv && format("USER ID, ITEM ID, A B\n") == .csv)
    #expect(format("{\"a\": 1, \"b\": 2}\n") == .personalize)
  }

  @Test("ids are told apart by their bytes, as libraries do: two ways to write é are two ids") func bytes() {
    var pool = NamePool(["\u{e9}", "a"])
    #expect(pool.index(of: "e\u{301}") == 2 && pool.index(of: "\u{e9}") == 0 && pool.index(of: "e\u{301}") == 2)
    #expect(pool.known("e\u{301}") == 2 && pool.known("\u{65}\u{300}") == nil && pool.count == 3)
  }

  @Test("all bad rows are named at once, with their lines, and cost themselves alone") func badRows() {
    let text = "USER_ID,ITEM_ID,RANK\nu,a,1\n,b,2\nu,c,x\nu\n\"u,d,1\nu,e,nan\nv,f,3\n"
    let reading = read(text, .lists)
    #expect(reading.findings.map(\.code) == ["empty-id", "not-a-number", "short-row", "broken-row", "not-a-number"])
    #expect(reading.findings.map(\.place) == [.row(3), .row(4), .row(5), .row(6), .row(7)])
    #expect(reading.table.count == 2 && reading.findings.hasErrors)
    let header = read("USER,ITEM_ID\nu,a\nv,b\n", .lists)
    #expect(header.findings.map(\.code).first == "missing-column" && header.findings.count == 1)
    #expect(read("", .lists).findings.map(\.code) == ["no-rows"])
    #expect(read("USER_ID,ITEM_ID\nu,a\n", .lists).findings.map(\.code) == ["no-order"])
    #expect(read("q1 Q0 d1 1 0.5\n", .lists, format: .trec).findings.map(\.code) == ["broken-row"])
  }

  @Test("limits hold: rows, ids, findings") func limits() {
    var limits = ListLimits()
    (limits.rows, limits.idBytes, limits.findings) = (2, 4, 1)
    let many = read("USER_ID,ITEM_ID,RANK\nu,a,1\nu,b,2\nu,c,3\n", .lists, limits: limits)
    #expect(many.table.count == 2 && many.findings.map(\.code) == ["too-many-rows"])
    let bad = read("USER_ID,ITEM_ID,RANK\nlonger,a,1\nu,,2\nu,c,y\n", .lists, limits: limits)
    #expect(bad.findings.map(\.code) == ["long-id", "more-faults"])
    #expect(bad.findings.last?.message == "2 further rows cannot be used.")
  }
}
