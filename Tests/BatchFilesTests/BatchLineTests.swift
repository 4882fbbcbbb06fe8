import BatchFiles
import Foundation
import Testing

@Suite("The output of batch jobs") struct BatchLineTests {
  private func line(_ text: String) -> BatchLine { BatchLine(Array(text.utf8)) }

  @Test("users, related items and rankings are read, with scores or without, with or without an error member")
  func forms() {
    #expect(
      line(
        #"{"input":{"userId":"u9"},"output":{"recommendedItems":["i40","i7"],"scores":[0.0213345,0.01]},"error":null}"#)
        == .answer(
          BatchAnswer(kind: .personalization, key: "u9", items: ["i40", "i7"], scores: [0.0213345, 0.01])))
    #expect(
      line(#"{"input":{"itemId":"i7"},"output":{"recommendedItems":["i8","i31"]}}"#)
        == .answer(BatchAnswer(kind: .relatedItems, key: "i7", items: ["i8", "i31"])))
    #expect(
      line(
        #"{"input":{"userId":"u9","itemList":["i8","i40"]},"output":{"recommendedItems":["i40","i8"],"scores":[1,2]}}"#)
        == .answer(BatchAnswer(kind: .ranking, key: "u9", items: ["i40", "i8"], scores: [1, 2])))
  }

  @Test("members may come in any order, and those of later versions are passed over")
  func order() {
    let text = """
      {"error":null,"output":{"theme":"Fun","itemsThemeRelevanceScores":[0.1],"recommendedItems":["a"],"reasons":[[]]},\
      "input":{"filterValues":{"G":"\\"x\\""},"userId":7,"context":{"D":"d"}},"more":[{}]}
      """
    #expect(line(text) == .answer(BatchAnswer(kind: .personalization, key: "7", items: ["a"])))
  }

  @Test("segments of users are read by either name of their list, of items and of attributes; none has scores")
  func segments() {
    for name in ["usersList", "recommendedUsers"] {
      #expect(
        line(#"{"input":{"itemId":"i7"},"output":{"\#(name)":["u9","u12"]},"error":null}"#)
          == .answer(BatchAnswer(kind: .segment, key: "i7", items: ["u9", "u12"])))
    }
    let expression = #"ITEMS.GENRE = "Comedy" AND ITEMS.BRAND = "Acme""#
    #expect(
      line(
        #"{"input":{"itemAttributes":"ITEMS.GENRE = \"Comedy\" AND ITEMS.BRAND = \"Acme\""},"output":{"usersList":["u"]}}"#
      )
        == .answer(BatchAnswer(kind: .segment, key: expression, items: ["u"])))
    // A segment has more users than a list has items.
    let users = (0..<20_000).map { "\"u\($0)\"" }.joined(separator: ",")
    guard case .answer(let large) = line(#"{"input":{"itemId":"i"},"output":{"usersList":[\#(users)]}}"#) else {
      Issue.record("a segment of 20,000 users was not read")
      return
    }
    #expect(large.items.count == 20_000 && large.items.last == "u19999")
  }

  @Test("an error makes a failed line, whatever its form and wherever it stands")
  func errors() {
    #expect(
      line(#"{"input":{"userId":"u"},"output":null,"error":"No history."}"#)
        == .failed(key: "u", message: "No history."))
    guard case .failed("u", _) = line(#"{"error":{"code":3},"input":{"userId":"u"}}"#) else {
      Issue.record("an object is an error too")
      return
    }
    #expect(line(#"{"input":{"userId":"u"},"output":null}"#) == .broken(.noOutput, detail: ""))
  }

  @Test(
    "what no batch job writes is broken, with its reason",
    arguments: [
      (#"{"input":{},"output":{"recommendedItems":["a"]}}"#, BatchLineFault.noInput),
      (#"{"input":{"userId":"i"},"output":{"usersList":["u"]}}"#, .noInput),
      (#"{"input":{"itemAttributes":"ITEMS.G = \"x\""},"output":{"recommendedItems":["u"]}}"#, .noInput),
      (#"{"input":{"itemId":"i"},"output":{"usersList":["u",""]}}"#, .badID),
      (#"{"input":{"userId":"u"},"output":{"recommendedItems":["a"],"scores":[1,2]}}"#, .scoreCount),
      (#"{"input":{"userId":""},"output":{"recommendedItems":["a"]}}"#, .badID),
      (#"{"input":{"userId":"u"},"output":{"recommendedItems":["\u0000"]}}"#, .badID),
      (#"{"input":{"userId":"u"},"output":{"recommendedItems":["a"]}"#, .notJSON),
      (#"["input"]"#, .notJSON), ("nonsense", .notJSON), (#"{"input":"u"}"#, .notJSON),
    ])
  func broken(text: String, fault: BatchLineFault) {
    guard case .broken(fault, _) = line(text) else {
      Issue.record("\(text) was read as \(line(text))")
      return
    }
  }

  @Test("a list with more items than the service gives is broken and costs no memory") func tooMany() {
    let items = Array(repeating: #""a""#, count: 5_000).joined(separator: ",")
    #expect(
      line(#"{"input":{"userId":"u"},"output":{"recommendedItems":["# + items + "]}}")
        == .broken(.tooManyItems, detail: ""))
  }

  @Test("lines are the same however the bytes are cut into chunks, and numbered from 1")
  func chunks() {
    let first = #"{"input":{"userId":"é"},"output":{"recommendedItems":["a"]}}"#
    let last = #"{"input":{"userId":"v"},"output":{"recommendedItems":[]}}"#
    let text = Array((first + "\r\n\nbad\n" + last).utf8)
    func read(_ size: Int) -> [String] {
      var reader = BatchOutputReader()
      var lines: [String] = []
      for start in stride(from: 0, to: text.count, by: size) {
        let chunk = Array(text[start..<min(start + size, text.count)])
        reader.append(chunk.span) { lines.append("\($0) \($1)") }
      }
      reader.finish { lines.append("\($0) \($1)") }
      return lines
    }
    let whole = read(text.count)
    #expect(whole.map { $0.prefix(2) } == ["1 ", "3 ", "4 "])
    for size in 1...9 { #expect(read(size) == whole) }
  }

  @Test("a line without end is one broken line, and the next one is read")
  func overlong() {
    var reader = BatchOutputReader()
    var lines: [BatchLine] = []
    let chunk = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
    for _ in 0..<140 { reader.append(chunk.span) { lines.append($1) } }
    #expect(lines.isEmpty)
    let rest = Array("\n{\"input\":{\"userId\":\"u\"},\"error\":\"no\"}\n".utf8)
    reader.append(rest.span) { lines.append($1) }
    #expect(lines == [.broken(.tooLong, detail: ""), .failed(key: "u", message: "no")])
  }

  /// BATCH_MUTATIONS gives the number of files a seed; four times 250,000 take some minutes.
  private static let mutations = ProcessInfo.processInfo.environment["BATCH_MUTATIONS"].flatMap(Int.init) ?? 4_000

  @Test("damaged and mutated files end in answers, failures and faults, never in a crash", arguments: [1, 2, 3, 4])
  func fuzz(seed: UInt64) {
    let seeds = [
      #"{"input":{"userId":"u9","itemList":["i8","i40"]},"output":{"recommendedItems":["i40","i7"],"scores":[0.02,1e-5]},"error":null}"#,
      #"{"input":{"itemId":"\u00e9\ud83d\ude00"},"output":{"recommendedItems":[]},"error":"x"}"#,
      #"{"input":{"itemAttributes":"ITEMS.G = \"a\""},"output":{"usersList":["u1","u\u0032"]},"error":null}"#,
    ].map { Array($0.utf8) }
    let alphabet = Array("{}[]\":,\\u0e-+nulltruefalse \u{00}\u{FF}\n".utf8) + [0x80, 0xC3, 0xFF]
    var stream = TestStream(state: seed)
    func number(_ range: Range<Int>) -> Int { Int.random(in: range, using: &stream) }
    var kinds = [0, 0, 0]
    for _ in 0..<Self.mutations {
      var bytes: [UInt8] = []
      for _ in 0...number(0..<2) { bytes += seeds[number(0..<seeds.count)] + [0x0A] }
      for _ in 0...number(0..<4) {
        let at = number(0..<bytes.count)
        switch number(0..<4) {
        case 0: bytes[at] = alphabet[number(0..<alphabet.count)]
        case 1: bytes.insert(alphabet[number(0..<alphabet.count)], at: at)
        case 2: if bytes.count > 1 { bytes.remove(at: at) }
        default: bytes = Array(bytes[..<at]) + bytes[number(0..<bytes.count)...]
        }
      }
      let lines = bytes.split(separator: 0x0A).count
      var found = 0
      func take(_ line: BatchLine) {
        found += 1
        switch line {
        case .answer(let answer):
          kinds[0] += 1
          #expect(answer.scores.isEmpty || answer.scores.count == answer.items.count)
        case .failed: kinds[1] += 1
        case .broken: kinds[2] += 1
        }
      }
      var reader = BatchOutputReader()
      let cut = number(0..<bytes.count)
      for part in [bytes[..<cut], bytes[cut...]] { reader.append(Array(part).span) { take($1) } }
      reader.finish { take($1) }
      // Blank lines are passed over.
      if found > lines { Issue.record("\(found) of \(lines) lines: \(bytes)") }
    }
    // Mutations reach every outcome, or the test tests nothing.
    #expect(kinds.allSatisfy { $0 > 100 }, "\(kinds)")
  }

  @Test("queries are lines that are read back, whatever the ids hold")
  func queries() {
    var bytes: [UInt8] = []
    BatchQuery(user: "a\"b\\c\u{1}\u{1F600}").write(to: &bytes)
    BatchQuery(item: "i/7").write(to: &bytes)
    BatchQuery(user: "u", candidates: ["x", "y\n"]).write(to: &bytes)
    let text = String(decoding: bytes, as: UTF8.self)
    let written = [
      #"{"userId":"a\"b\\c\u0001"# + "\u{1F600}\"}", #"{"itemId":"i/7"}"#,
      #"{"userId":"u","itemList":["x","y\u000a"]}"#,
    ]
    #expect(text.split(separator: "\n").map(String.init) == written)
    let lines = text.split(separator: "\n").map { line(#"{"input":"# + $0 + #","output":{"recommendedItems":["z"]}}"#) }
    let keys = lines.map { if case .answer(let answer) = $0 { "\(answer.kind) \(answer.key)" } else { "" } }
    #expect(keys == ["personalization a\"b\\c\u{1}\u{1F600}", "relatedItems i/7", "ranking u"])
  }
}
