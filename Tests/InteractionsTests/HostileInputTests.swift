import Interactions
import Randomness
import Testing

@Suite("Hostile input")
struct HostileInputTests {
  @Test("no small change to a file, of any form, stops the program or loses count", arguments: LogFormat.allCases)
  func mutations(format: LogFormat) {
    let seeds = [
      "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE\nu1,\"i,1\",1700000000,view,\nu2,\"a\\\"b\",1700000001,buy,2.5\n",
      "u1\ti1\t3\t881250949\nu2\ti2\t4\t891717742\n",
      "1::1193::5::978300760\r\n1::661::3::978302109\r\n",
      "\u{FEFF}userId,movieId,rating,timestamp\n1,2,3.5,1112486027\n1,\"29\",3.5,1112484676\n",
    ].map { Array($0.utf8) }
    let spice = Array("\"\\,\n\r\t:0919-+.eE\u{0}\u{FF}é".utf8) + [0xFF, 0xC0, 0x80]
    var stream = RandomStream(seed: 11, name: "test/mutations")
    for _ in 0..<20_000 {
      var bytes = seeds[stream.integer(below: seeds.count)]
      for _ in 0...stream.integer(below: 6) {
        let at = stream.integer(below: bytes.count + 1)
        switch stream.integer(below: 4) {
        case 0: bytes.insert(spice[stream.integer(below: spice.count)], at: at)
        case 1 where at < bytes.count: bytes[at] = spice[stream.integer(below: spice.count)]
        case 2 where at < bytes.count: bytes.remove(at: at)
        case 3 where at < bytes.count: bytes.removeSubrange(at..<min(bytes.count, at + stream.integer(below: 20)))
        default: break
        }
      }
      for given in [nil, format] {
        let reading = readLog(bytes, source: "log", format: given)
        #expect(reading.rowsRead == reading.log.count + reading.rowsBad || !reading.isUsable)
        #expect(reading.faults.reduce(0) { $0 + $1.rows } == reading.rowsBad)
        #expect(reading.log.userIDs.allSatisfy { reading.log.users.indices.contains(Int($0)) })
      }
    }
  }

  @Test("quotes in every place do not make reading slow: a megabyte of them is read at once")
  func quotes() {
    for unit in ["\"", "\"\"\"", "\"\n", "a,\"\n", "\"\"\",\n", "\\\"", "\"\\\"\n"] {
      let text = "USER_ID,ITEM_ID,TIMESTAMP\n" + String(repeating: unit, count: (1 << 20) / unit.utf8.count)
      #expect(read(text).log.count == 0)
    }
  }
}
