import Foundation
import ServingTables
import Testing

@Suite("Files that name users or items") struct KeyFileTests {
  private func keys(_ text: String, columns: [String] = ["USER_ID", "ITEM_ID"]) throws -> [String] {
    let path = FileManager.default.temporaryDirectory.path + "/recast-keys-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(text.utf8).write(to: URL(filePath: path))
    return try KeyFile.keys(path, columns: columns)
  }

  @Test(
    "a batch job's input, a CSV with a header and plain lines give their ids, each once, in order",
    arguments: [
      "{\"userId\":\"b\"}\n\n{\"userId\":\"a\",\"itemList\":[\"x\"]}\r\n{\"userId\":\"b\"}", "b\na\nb\n", "b\r\n\r\na",
      "AGE,USER_ID\n3,b\n4,a\n5,b\n", "\u{FEFF}user_id\nb\na\n", "ITEM_ID,USER_ID\nx,b\nx,a\n",
      "  \n\n{\"itemId\":\"b\"}\n{\"userId\":\"a\"}\n",
    ])
  func forms(text: String) throws {
    #expect(try keys(text) == ["b", "a"])
  }

  @Test("an empty file names nobody; blank lines cost nothing") func empty() throws {
    #expect(try keys("") == [])
    #expect(try keys(" \n") == [" "])
    #expect(try keys("{\"userId\":\"u\"}" + String(repeating: "\n", count: 3_000_000)) == ["u"])
    let names = (0..<200_000).map { "user-\($0)" }
    #expect(try keys(names.joined(separator: "\n")) == names)
  }

  @Test(
    "what cannot be used is told with its line",
    arguments: [
      ("{\"userId\":\"u\"}\n{\"userId\":}\n", 2), ("USER_ID,AGE\nu,1\n,2\n", 3), ("\"open\nu\n", 1),
      ("u\n" + String(repeating: "x", count: 300) + "\n", 2),
    ])
  func broken(text: String, line: Int) throws {
    let error = #expect(throws: KeyFileError.self) { try keys(text) }
    #expect(error?.line == line)
    #expect(error?.description.contains("line \(line)") == true && error?.description.hasSuffix("..") == false)
  }
}
