import Engine
import Interactions
import Reports
import Testing

@Suite("Leakage X-ray of two files")
struct HoldoutLeakageTests {
  private func read(_ rows: [String]) -> LogReading {
    readLog(
      Array((["USER_ID,ITEM_ID,TIMESTAMP"] + rows).joined(separator: "\n").utf8), source: "test.csv",
      options: LogOptions(requiresTimestamps: false, keepsRows: true))
  }

  private func leak(_ leakage: HoldoutLeakage, _ name: String) throws -> JSONValue {
    guard case .object(let members) = leakage.json, case .array(let leaks) = members["leaks"] else {
      throw Missing()
    }
    for case .object(let leak) in leaks where leak["leak"] == .string(name) { return .object(leak) }
    throw Missing()
  }
  private struct Missing: Error {}

  private func rows(_ leak: JSONValue, _ member: String) -> [Int]? {
    guard case .object(let members) = leak, case .array(let rows) = members[member] else { return nil }
    return rows.compactMap { if case .integer(let row) = $0 { row } else { nil } }
  }

  @Test("a planted leak is found by the rows of both files, whatever order these are in") func planted() throws {
    // Rows are those of the files: the training is not in order of time.
    let train = read(["b,x,300", "a,x,100", "a,y,2100", "c,z,250", "b,y,200"])
    let test = read(["c,x,5000", "a,q,2000", "a,y,2100", "b,z,9000"])
    #expect(train.rows == [3, 6, 5, 2, 4] && test.rows == [3, 4, 2, 5])
    let leakage = HoldoutLeakage(train: train, test: test)
    // Of user a, row 3 of the test is before row 4 of the training.
    let ofUser = try leak(leakage, "later-training-event-of-the-user")
    #expect(rows(ofUser, "rows") == [3] && rows(ofUser, "trainRows") == [4])
    let ofAnybody = try leak(leakage, "later-training-event-of-anybody")
    #expect(rows(ofAnybody, "rows") == [3] && rows(ofAnybody, "trainRows") == [4])
    let same = try leak(leakage, "same-event-in-training")
    #expect(rows(same, "rows") == [4] && rows(same, "trainRows") == [4])
    #expect(rows(try leak(leakage, "item-only-in-test"), "rows") == [3])
    #expect(rows(try leak(leakage, "item-only-in-test"), "trainRows") == nil)
    let text = leakage.sentences.joined(separator: "\n")
    #expect(text.contains("1 of 4 test events (25.0 %) have a later training event of their user"))
    #expect(text.contains("Test file, row 3; training file, row 4 (from 1 with the header)."))
  }

  @Test("the first twenty rows are named, and all are counted") func many() throws {
    // Thirty test events at the same time as their copies in the training; nothing is later.
    let events = (0..<30).map { "u\($0),i\($0),\(1_000 + $0 / 40)" }
    let leakage = HoldoutLeakage(train: read(events), test: read(events.reversed()))
    let same = try leak(leakage, "same-event-in-training")
    #expect(rows(same, "rows") == Array(2...21) && rows(same, "trainRows") == Array(2...21))
    guard case .object(let members) = same else { return }
    #expect(members["events"] == .integer(30) && members["trainEvents"] == .integer(30))
    #expect(leakage.sentences.joined().contains("20, 21 and 10 more; training file"))
    #expect(rows(try leak(leakage, "later-training-event-of-anybody"), "rows") == [])
  }

  @Test("a clean split has no leak to name, and files without times say what they cannot tell") func clean() throws {
    let leakage = HoldoutLeakage(train: read(["a,x,1", "b,y,2"]), test: read(["a,y,100000", "b,x,100001"]))
    #expect(leakage.sentences.isEmpty)
    func timeless(_ rows: [String]) -> LogReading {
      readLog(
        Array((["USER_ID,ITEM_ID"] + rows).joined(separator: "\n").utf8), source: "test.csv",
        options: LogOptions(requiresTimestamps: false, keepsRows: true))
    }
    let without = HoldoutLeakage(train: timeless(["a,x", "b,y"]), test: timeless(["b,x", "a,x"]))
    #expect(without.sentences.contains { $0.contains("Test file, row 3") })
    #expect(without.sentences.last?.contains("no times") == true)
  }
}
