import ExperimentStore
import Foundation
import Testing

@Suite("Kept results")
struct ExperimentStoreTests {
  private func withPath(_ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "recast-results-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  private let one = Measurement(sums: [0.1, -0.0, 1e-300], counts: [1, 2, 3], numbers: [.pi, .nan], seconds: 1.5)

  @Test("come back bit by bit, after the file was closed too") func roundTrip() throws {
    try withPath { path in
      do {
        let store = try ExperimentStore(path: path)
        #expect(try store.measurement("a") == nil)
        try store.keep(one, "a")
        try store.keep(Measurement(sums: [], counts: [], numbers: [], seconds: 0), "b")
      }
      let store = try ExperimentStore(path: path)
      let back = try #require(try store.measurement("a"))
      #expect(back.sums.map(\.bitPattern) == one.sums.map(\.bitPattern) && back.counts == one.counts)
      #expect(back.numbers[0] == .pi && back.numbers[1].isNaN && back.seconds == 1.5)
      #expect(try store.measurement("b")?.sums == [] && store.measurement("c") == nil)
    }
  }

  @Test("count the different choices that were scored on a slice") func looks() throws {
    try withPath { path in
      let store = try ExperimentStore(path: path)
      #expect(try store.look(at: "last", choice: "x") == 1)
      #expect(try store.look(at: "last", choice: "x") == 1)
      #expect(try store.look(at: "last", choice: "y") == 2)
      #expect(try store.look(at: "other", choice: "y") == 1)
    }
  }

  @Test("a file of another kind is left as it is") func occupied() throws {
    try withPath { path in
      try Data("my own notes".utf8).write(to: URL(filePath: path))
      let error = #expect(throws: ExperimentStoreError.self) { try ExperimentStore(path: path) }
      #expect(error?.code == .occupied)
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "my own notes")
    }
  }

  @Test("a damaged file and a missing folder are errors, no crash") func damaged() throws {
    try withPath { path in
      do { try ExperimentStore(path: path).keep(one, "a") }
      var bytes = try Data(contentsOf: URL(filePath: path))
      for index in 100..<bytes.count { bytes[index] = UInt8(truncatingIfNeeded: index &* 31) }
      try bytes.write(to: URL(filePath: path))
      #expect(throws: ExperimentStoreError.self) { try ExperimentStore(path: path).measurement("a") }
    }
    #expect(throws: ExperimentStoreError.self) { try ExperimentStore(path: "/nowhere/at/all.sqlite") }
  }
}
