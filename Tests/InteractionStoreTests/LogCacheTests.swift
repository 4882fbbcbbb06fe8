import Foundation
import Glibc
import InteractionStore
import Interactions
import Measures
import Testing

@Suite("Logs that were read before", .serialized) struct LogCacheTests {
  @Test("a large file is parsed once; with another byte, or read another way, it is parsed anew; damage is no harm")
  func cache() throws {
    let scratch = try Scratch()
    setenv("XDG_CACHE_HOME", scratch.path("cache"), 1)
    defer { unsetenv("XDG_CACHE_HOME") }
    var text = "user_id,ITEM_ID,TIMESTAMP\n"
    for row in 0..<420_000 { text += "user\(row % 977),item\(row % 1_009),\(1_700_000_000 + row)\n" }
    text += "user,,1\n"
    let path = try scratch.write(Array(text.utf8), to: "log.csv")
    func entries() -> [String] {
      ((try? FileManager.default.contentsOfDirectory(atPath: scratch.path("cache/recast/logs"))) ?? []).sorted()
    }
    let parsed = try loadLog(path: path)
    #expect(entries().isEmpty)
    let first = try loadLog(path: path, usesCache: true)
    #expect(entries().count == 1)
    let second = try loadLog(path: path, usesCache: true)
    for reading in [first, second] {
      #expect(reading.log == parsed.log && reading.findings == parsed.findings && reading.faults == parsed.faults)
      #expect(reading.rowsRead == parsed.rowsRead && reading.format == parsed.format)
    }
    // The same content under another name is the same entry, and is told by its own name.
    let copy = try scratch.write(Array(text.utf8), to: "copy.csv")
    #expect(try loadLog(path: copy, usesCache: true).findings.allSatisfy { $0.source == copy })
    #expect(entries().count == 1)
    _ = try loadLog(path: path, options: LogOptions(requiresTimestamps: false), usesCache: true)
    #expect(entries().count == 2)

    // One byte changed, length and times as they were.
    var bytes = Array(text.utf8)
    bytes[bytes.count - 30] = bytes[bytes.count - 30] == 49 ? 50 : 49
    var status = stat()
    stat(path, &status)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    var times = [status.st_atim, status.st_mtim]
    utimensat(AT_FDCWD, path, &times, 0)
    #expect(try loadLog(path: path, usesCache: true).log == readLog(bytes, source: path).log)

    for entry in entries() {
      let file = scratch.path("cache/recast/logs/\(entry)")
      try Data(try readFile(file).prefix(1_000)).write(to: URL(fileURLWithPath: file))
    }
    #expect(try loadLog(path: copy, usesCache: true).log == parsed.log)
    setenv("RECAST_NO_CACHE", "1", 1)
    defer { unsetenv("RECAST_NO_CACHE") }
    try FileManager.default.removeItem(atPath: scratch.path("cache"))
    _ = try loadLog(path: path, usesCache: true)
    #expect(entries().isEmpty)
  }
}
