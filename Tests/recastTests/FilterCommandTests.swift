import Foundation
import Testing

@Suite("recast filter check") struct FilterCommandTests {
  @Test("a valid filter says what it waits for; an invalid one has a caret and exit code 2") func verdicts() throws {
    let valid = try Program("filter", "check", "INCLUDE ItemID WHERE Items.GENRE IN ($G)")
    #expect(valid.status == 0 && valid.output == "valid; waits for $G\n" && valid.errors.isEmpty)
    let wrong = try Program("filter", "check", "INCLUDE ItemID WHERE Items.GENRE NOT IN ($G)")
    #expect(wrong.status == 2 && wrong.output.isEmpty)
    #expect(
      wrong.errors == """
        error: Placeholders are not allowed with NOT IN. Turn it round: EXCLUDE … IN ($G).
          INCLUDE ItemID WHERE Items.GENRE NOT IN ($G)
                                                   ^^

        """, "\(wrong.errors)")
    let json = try Program("filter", "check", "INCLUDE ItemID", "--json")
    #expect(json.status == 2 && json.output.contains(#""code" : "syntax""#))
  }

  @Test("on a log: what is excluded, and whom it starves") func impact() throws {
    try withScratch { folder in
      let (log, items) = ("\(folder)/log.csv", "\(folder)/items.csv")
      let events = (0..<300).map { "u\($0 % 3),i\($0 % 10),\(1_700_000_000 + $0),view\n" }.joined()
      try Data("USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE\n\(events)".utf8).write(to: URL(filePath: log))
      try Data(("ITEM_ID,PRICE\n" + (0..<20).map { "i\($0),\($0)\n" }.joined()).utf8).write(to: URL(filePath: items))
      let price = ["filter", "check", "INCLUDE ItemID WHERE Items.PRICE < $MAX", "--value", "MAX=5"]
      let shown = try Program(price + ["--log", log, "--items", items, "--json"])
      let json = try #require(try JSONSerialization.jsonObject(with: Data(shown.output.utf8)) as? [String: Any])
      let impact = try #require(json["impact"] as? [String: Any])
      #expect(impact["items"] as? Int == 20 && impact["leftToStranger"] as? Int == 5)
      #expect(impact["eventShareHidden"] as? Double == 0.5 && impact["starved"] as? Int == 3)
      let limited = try Program(price + ["--log", log, "--items", items, "--max-starved", "50"])
      #expect(limited.status == 1)
      let seen = try Program(
        "filter", "check", #"EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("VIEW")"#, "--log", log, "--items", items,
        "--needed", "5", "--max-starved", "0")
      #expect(seen.status == 0 && seen.output.contains("0 of 3"), "\(seen.errors)")
      let unknown = try Program(
        "filter", "check", "INCLUDE ItemID WHERE Items.SIZE < 3", "--log", log, "--items", items)
      #expect(unknown.status == 2 && unknown.errors.contains("Items has no field SIZE."))
    }
  }
}
