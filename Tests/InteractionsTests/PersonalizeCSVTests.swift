import Interactions
import Randomness
import Testing

@Suite("Writing logs for Personalize")
struct PersonalizeCSVTests {
  @Test("a log becomes the text that the service's guide shows")
  func text() {
    let log = InteractionLog(
      users: ["u7", "a,b"], items: ["i31", #"5" disk"#], eventTypes: ["rate", ""], userIDs: [0, 1], itemIDs: [0, 1],
      timestamps: [1_700_000_000, 1_700_000_001], eventTypeIDs: [0, 1], values: [4.5, .nan])
    #expect(
      String(decoding: PersonalizeCSV.bytes(of: log), as: UTF8.self) == """
        USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE
        u7,i31,1700000000,rate,4.5
        "a,b","5\\" disk",1700000001,,

        """)
  }

  @Test("columns that say nothing are left out")
  func noColumns() {
    let log = read("u\ti\t\t5\n").log
    #expect(String(decoding: PersonalizeCSV.bytes(of: log), as: UTF8.self) == "USER_ID,ITEM_ID,TIMESTAMP\nu,i,5\n")
  }

  @Test("reading what was written gives the log again, whatever its names hold", arguments: 0..<50 as Range<UInt64>)
  func roundTrip(seed: UInt64) {
    var stream = RandomStream(seed: seed, name: "test/names")
    let alphabet: [Character] = ["a", ",", "\"", "\\", "\n", "\r", "\t", ":", " ", "é", "한", "😀", "\u{0}", "\u{FEFF}"]
    func names(_ count: Int) -> [String] {
      (0..<count).map { number in
        "\(number)"
          + String((0..<stream.integer(below: 8)).map { _ in alphabet[stream.integer(below: alphabet.count)] })
      }
    }
    let users = names(5)
    let items = names(8)
    let types = names(3)
    // First appearance in order, so that the tables are those a reader makes.
    let n = 40
    func ids(_ count: Int) -> [Int] { (0..<n).map { $0 < count ? $0 : stream.integer(below: count) } }
    let log = InteractionLog(
      users: users, items: items, eventTypes: types, userIDs: ids(5).map(Int32.init),
      itemIDs: ids(8).map(Int32.init), timestamps: (0..<n).map { Int64($0 / 2) }, eventTypeIDs: ids(3).map(UInt8.init),
      values: (0..<n).map { _ in stream.uniform() < 0.2 ? .nan : Float(stream.normal()) })
    let bytes = PersonalizeCSV.bytes(of: log)
    let reading = readLog(bytes, source: "log.csv")
    #expect(reading.rowsBad == 0)
    #expect(reading.log == log)
    #expect(PersonalizeCSV.bytes(of: reading.log) == bytes)
  }
}
