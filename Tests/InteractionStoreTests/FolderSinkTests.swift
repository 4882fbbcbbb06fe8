import Foundation
import InteractionStore
import Testing

@Suite("A folder as a sink") struct FolderSinkTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "recast-sink-\(UUID().uuidString)").path

  private var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder).sorted()) ?? [] }

  @Test("nothing stands under its name before all is written, and what is given up leaves nothing") func atomic() throws
  {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let sink = try FolderSink(folder)
    try sink.begin("a.csv")
    try sink.append(Array("one".utf8))
    try sink.begin("b.csv")
    try sink.append(Array("two".utf8))
    #expect(names.allSatisfy { $0.hasPrefix(".") })
    try sink.commit()
    #expect(names == ["a.csv", "b.csv"])
    do {
      let other = try FolderSink(folder)
      try other.begin("a.csv")
      try other.append(Array("new".utf8))
    }
    #expect(names == ["a.csv", "b.csv"])
    #expect(try String(contentsOfFile: folder + "/a.csv", encoding: .utf8) == "one")
  }

  @Test("a folder that cannot be made is said") func unwritable() {
    #expect(throws: StoreError.self) { try FolderSink("/proc/none/x") }
  }
}
