import Foundation
import Testing
import WholeFiles

@Suite("Files that appear whole") struct FileReplacementTests {
  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/recast-whole-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private func entries(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  private func text(_ path: String) -> String {
    String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
  }

  private func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  @Test("one that is given up leaves nothing; committed, it takes the other's place with its permissions")
  func replacement() throws {
    try inFolder { folder throws in
      let path = folder + "/file"
      try Data("old".utf8).write(to: URL(filePath: path))
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
      do {
        let file = try FileReplacement(of: path)
        try file.append(Array("never".utf8))
        #expect(try entries(folder).count == 2)
      }
      #expect(try entries(folder) == ["file"] && text(path) == "old")
      let file = try FileReplacement(of: path)
      try file.append(Array("new".utf8))
      try file.append([])
      try Array("N".utf8).withUnsafeBytes { try file.write($0, at: 0) }
      try file.commit()
      #expect(file.length == 3)
      #expect(try entries(folder) == ["file"] && text(path) == "New" && mode(path) == 0o600)
    }
  }

  @Test("what a dead program left is removed by the next; what another is still at work on stays")
  func leftovers() throws {
    try inFolder { folder throws in
      let path = folder + "/file"
      // As kill -9 leaves it: the name is there, the lock is not.
      let dead = [".file.abc123.partial", ".file.zzzzzz.partial"]
      let strangers = [".file.abc123.partial.bak", ".file.partial", ".file.toolong.partial", ".other.abc123.partial"]
      for name in dead + strangers { try Data("x".utf8).write(to: URL(filePath: folder + "/" + name)) }
      let first = try FileReplacement(of: path)
      let second = try FileReplacement(of: path)
      let names = try entries(folder)
      #expect(names.count == strangers.count + 2 && Set(names).isSuperset(of: strangers))
      try first.append(Array("first".utf8))
      try first.commit()
      #expect(text(path) == "first")
      try second.append(Array("second".utf8))
      try second.commit()
      #expect(text(path) == "second")
      #expect(try entries(folder) == (strangers + ["file"]).sorted())
    }
  }

  @Test("a link is followed and stays; a folder, a device and a place that is not there are refused")
  func places() throws {
    try inFolder { folder throws in
      try FileManager.default.createDirectory(atPath: folder + "/real", withIntermediateDirectories: true)
      try Data("old".utf8).write(to: URL(filePath: folder + "/real/file"))
      try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: "real/file")
      let file = try FileReplacement(of: folder + "/link")
      try file.append(Array("new".utf8))
      try file.commit()
      #expect(text(folder + "/real/file") == "new")
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/link") == "real/file")
      for place in [
        folder + "/real", "/dev/null", folder + "/none/file", folder + "/" + String(repeating: "n", count: 300),
      ] {
        let failure = #expect(throws: FileReplacement.Failure.self) {
          let file = try FileReplacement(of: place)
          try file.commit()
        }
        #expect(failure?.path == place && failure?.cause.isEmpty == false)
      }
      #expect(FileManager.default.fileExists(atPath: "/dev/null"))
      #expect(try entries(folder) == ["link", "real"])
      // As long as a name may be.
      let long = folder + "/" + String(repeating: "n", count: 255)
      let named = try FileReplacement(of: long)
      try named.commit()
      #expect(FileManager.default.fileExists(atPath: long))
    }
  }

  @Test("a program that is stopped removes all that it was at work on") func stopped() throws {
    try inFolder { folder throws in
      let files = try (0..<3).map { try FileReplacement(of: "\(folder)/\($0)") }
      try files[0].commit()
      FileReplacement.removeUnfinished()
      #expect(try entries(folder) == ["0"])
      #expect(throws: FileReplacement.Failure.self) { try files[1].commit() }
    }
  }
}
