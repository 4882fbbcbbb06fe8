import Foundation
import Glibc
import InteractionStore
import Interactions
import TestSupport
import Testing

/// Imports that are killed, and connection secrets, as a user would meet them.
@Suite("Importing logs") struct LogImportTests {
  func csv(_ rows: Int, shift: Int) -> String {
    var text = "USER_ID,ITEM_ID,TIMESTAMP\n"
    for row in 0..<rows { text += "user\(row % 500),item\(row * 7 % 300),\(1_700_000_000 + shift + row)\n" }
    return text
  }

  @Test(
    "an import that is killed at any moment leaves the old log or the new one", arguments: ["log.recast", "log.sqlite"])
  func killed(name: String) throws {
    try withScratch { scratch in
      let (old, new) = ("\(scratch)/old.csv", "\(scratch)/new.csv")
      try Data(csv(2_000, shift: 0).utf8).write(to: URL(filePath: old))
      try Data(csv(name.hasSuffix(".sqlite") ? 60_000 : 300_000, shift: 1_000).utf8).write(to: URL(filePath: new))
      let log = "\(scratch)/\(name)"
      #expect(try Program("log", "import", old, "--into", log).status == 0)
      let logs = [try loadLog(path: old).log, try loadLog(path: new).log]
      var sawOld = 0
      for trial in 0..<14 {
        let process = Process()
        process.executableURL = URL(filePath: Program.path)
        process.arguments = ["log", "import", new, "--into", log]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        // From at once to some time past its end, by steps that grow.
        usleep(UInt32(2_000 * (trial + 1) * (trial + 1)))
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        let found = try loadLog(path: log).log
        #expect(logs.contains(found), "trial \(trial)")
        if found == logs[0] { sawOld += 1 }
      }
      #expect(sawOld > 0)
      #expect(try Program("log", "import", new, "--into", log).status == 0)
      #expect(try loadLog(path: log).log == logs[1])
      // What the killed ones left went with the last.
      let names = try FileManager.default.contentsOfDirectory(atPath: scratch).sorted()
      #expect(names == [name, "new.csv", "old.csv"])
    }
  }

  @Test("a source is imported, exported and read again, with a mapping and only known items")
  func commands() throws {
    try withScratch { scratch in
      func write(_ text: String, _ name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(scratch)/\(name)"))
      }
      try write("wer;was;wann\nk1;a;01.03.2024 09:00\nk2;b;01.03.2024 09:01\nk1;c;01.03.2024 09:02\n", "shop.csv")
      try write(
        "columns: {user: wer, item: was, timestamp: wann}\ntime: {format: dd.MM.yyyy HH:mm, zone: Asia/Seoul}\n",
        "map.yaml")
      // One id a line is as good as a CSV.
      try write("a\nc\n", "items.csv")
      let imported = try Program(
        "log", "import", "\(scratch)/shop.csv", "--mapping", "\(scratch)/map.yaml", "--known-items",
        "\(scratch)/items.csv", "--into", "\(scratch)/log.recast")
      #expect(imported.status == 0 && imported.errors.contains("2 of 3 events kept"), "\(imported.errors)")
      for end in ["csv", "tsv", "jsonl", "sqlite"] {
        let out = "\(scratch)/out.\(end)"
        #expect(try Program("log", "export", "\(scratch)/log.recast", "--out", out).status == 0)
        let log = try loadLog(path: out).log
        #expect(log.users == ["k1"] && log.items == ["a", "c"] && log.timestamps == [1_709_251_200, 1_709_251_320])
      }
      try write("columns: {user: who, item: was}\n", "bad.yaml")
      let bad = try Program(
        "log", "import", "\(scratch)/shop.csv", "--mapping", "\(scratch)/bad.yaml", "--into", "\(scratch)/x.recast")
      #expect(bad.status == 2 && bad.errors.contains("columns.user") && bad.errors.contains("wer, was, wann"))
      #expect(!FileManager.default.fileExists(atPath: "\(scratch)/x.recast"))
    }
  }

  @Test("no password is taken from an argument, and none is printed")
  func secrets() throws {
    for target in ["postgresql://ann:geheim@localhost/shop", "postgresql://localhost/shop?password=geheim"] {
      let program = try Program("log", "import", target, "--table", "t", "--into", "x.recast")
      #expect(program.status == 2 && !(program.output + program.errors).contains("geheim"))
    }
    let unreachable = try Program(
      ["log", "import", "postgresql:", "--table", "t", "--into", "x.recast"],
      environment: ["PGHOST": "/nonexistent", "PGPASSWORD": "geheim", "PGUSER": "ann"])
    #expect(unreachable.status == 3 && !(unreachable.output + unreachable.errors).contains("geheim"))
  }
}
