import Engine
import Foundation
import Interactions
import Reports
import TestSupport
import Testing

@Suite("The report's folder") struct ReportFolderTests {
  func folder() async throws -> ReportFolder {
    let input = try input()
    return try ReportFolder(try await Run.result(of: input), userNames: input.log.users, runFacts: .null)
  }

  func withScratch(_ body: (String) async throws -> Void) async throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "recast-test-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try await body(path)
  }

  @Test("a new folder holds exactly the report; nothing temporary stays") func newFolder() async throws {
    let folder = try await folder()
    try await withScratch { scratch in
      try folder.write(to: scratch + "/a/b/report/")
      let names = try FileManager.default.contentsOfDirectory(atPath: scratch + "/a/b/report")
      #expect(Set(names) == Set(folder.files.map(\.name)))
      #expect(try FileManager.default.contentsOfDirectory(atPath: scratch + "/a/b") == ["report"])
    }
  }

  @Test("an existing folder keeps other files, loses pages of a longer report, and gets the new ones") func replacing()
    async throws
  {
    let folder = try await folder()
    try await withScratch { scratch in
      for name in ["mine.txt", "page-99.png", "page-x.png", "facts.json"] {
        try Data("old".utf8).write(to: URL(filePath: "\(scratch)/\(name)"))
      }
      try folder.write(to: scratch)
      let names = Set(try FileManager.default.contentsOfDirectory(atPath: scratch))
      #expect(names == Set(folder.files.map(\.name) + ["mine.txt", "page-x.png"]))
      #expect(try String(contentsOfFile: scratch + "/facts.json", encoding: .utf8) != "old")
    }
  }

  @Test("a file in the way is an error and stays as it is") func fileInTheWay() async throws {
    let folder = try await folder()
    try await withScratch { scratch in
      try Data("mine".utf8).write(to: URL(filePath: scratch + "/out"))
      #expect(throws: FolderError.self) { try folder.write(to: scratch + "/out") }
      #expect(throws: FolderError.self) { try folder.write(to: scratch + "/out/below") }
      #expect(try FileManager.default.contentsOfDirectory(atPath: scratch) == ["out"])
    }
  }
}
