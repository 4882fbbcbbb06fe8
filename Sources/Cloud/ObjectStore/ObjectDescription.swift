import JSONText
import Measures

/// The name of an object: bytes, for Swift's texts are equal where Unicode calls them so, and S3's keys are not.
struct ObjectKey: Hashable, Comparable, Sendable {
  let bytes: [UInt8]

  init(_ text: String) { bytes = Array(text.utf8) }

  /// - Parameter bytes: UTF-8, perhaps cut behind a delimiter.
  init(bytes: [UInt8]) { self.bytes = bytes }

  /// Keys come from UTF-8 and are it still.
  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// In the order of UTF-8's bytes, as S3 lists them.
  static func < (a: ObjectKey, b: ObjectKey) -> Bool { a.bytes.lexicographicallyPrecedes(b.bytes) }

  /// Bytes of a key at most (Amazon S3 user guide).
  static let longest = 1024
}

/// What is known of an object besides its bytes.
struct ObjectDescription: Hashable, Sendable {
  /// A header field kept with the object.
  struct Field: Hashable, Sendable {
    let name: String
    let value: String
  }

  var key: ObjectKey
  /// Bytes.
  var size: Int
  /// Without its quotes.
  var etag: String
  var modified: Instant
  /// Content headers and user metadata, names in lower case, in the order they came.
  var fields: [Field] = []
  /// The checksum that came with the object, by the name of its algorithm.
  var checksum: Field?
  var tags: [Field] = []
  /// Of an object put in parts, how many.
  var parts: Int?

  /// The object's line in its file.
  var json: JSONTree {
    func list(_ fields: [Field]) -> JSONTree {
      JSONTree(.array(fields.map { JSONTree(.array([JSONTree(.string($0.name)), JSONTree(.string($0.value))])) }))
    }
    var members: [JSONTree.Member] = [
      .init("key", JSONTree(.string(key.text))), .init("size", JSONTree(.number("\(size)"))),
      .init("etag", JSONTree(.string(etag))), .init("modified", JSONTree(.number("\(modified.microseconds)"))),
      .init("fields", list(fields)), .init("tags", list(tags)),
      .init("checksum", list(checksum.map { [$0] } ?? [])),
    ]
    if let parts { members.append(.init("parts", JSONTree(.number("\(parts)")))) }
    return JSONTree(.object(members))
  }

  /// Reads such a line back; nil where it is none.
  init?(_ tree: JSONTree) {
    func number(_ name: String) -> Int64? {
      if case .number(let text)? = tree[name]?.content { Int64(text) } else { nil }
    }
    func list(_ name: String) -> [Field] {
      (tree[name]?.elements ?? []).compactMap { pair in
        guard let words = pair.elements, words.count == 2, let name = words[0].string, let value = words[1].string
        else { return nil }
        return Field(name: name, value: value)
      }
    }
    guard let key = tree["key"]?.string, let size = number("size"), size >= 0, let etag = tree["etag"]?.string,
      let modified = number("modified")
    else { return nil }
    self.init(key: ObjectKey(key), size: Int(size), etag: etag, modified: Instant(microseconds: modified))
    fields = list("fields")
    tags = list("tags")
    checksum = list("checksum").first
    parts = number("parts").map { Int($0) }
  }

  init(key: ObjectKey, size: Int, etag: String, modified: Instant) {
    self.key = key
    self.size = size
    self.etag = etag
    self.modified = modified
  }
}
