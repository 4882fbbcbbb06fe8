import JSONText
import Measures

/// A bucket: its objects in the order of their keys, and what has been set on it.
struct Bucket: Sendable {
  let name: String
  let region: String
  let created: Instant
  /// Documents put with `?policy`, `?cors` and the like, by that word, as they came.
  var settings: [String: String] = [:]
  /// Ascending.
  private(set) var keys: [ObjectKey] = []
  private(set) var objects: [ObjectKey: ObjectDescription] = [:]

  init(name: String, region: String, created: Instant) {
    self.name = name
    self.region = region
    self.created = created
  }

  /// Index of the first key that is not below another.
  func index(from key: ObjectKey) -> Int {
    var (low, high) = (0, keys.count)
    while low < high {
      let middle = (low + high) / 2
      if keys[middle] < key { low = middle + 1 } else { high = middle }
    }
    return low
  }

  mutating func insert(_ description: ObjectDescription) {
    if objects.updateValue(description, forKey: description.key) == nil {
      keys.insert(description.key, at: index(from: description.key))
    }
  }

  /// Takes in many at once.
  mutating func load(_ descriptions: [ObjectDescription]) {
    for description in descriptions { objects[description.key] = description }
    keys = objects.keys.sorted()
  }

  mutating func remove(_ key: ObjectKey) {
    if objects.removeValue(forKey: key) != nil { keys.remove(at: index(from: key)) }
  }

  /// Whether a text may be a bucket's name: 3...63 lower-case letters, digits, dots and hyphens, no address in numbers
  /// (Amazon S3 user guide, bucket naming rules). Such a name is also safe as a folder's.
  static func isName(_ name: String) -> Bool {
    let bytes = Array(name.utf8)
    func isLetterOrDigit(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) }
    guard (3...63).contains(bytes.count), let first = bytes.first, let last = bytes.last, isLetterOrDigit(first),
      isLetterOrDigit(last), !name.contains("..")
    else { return false }
    guard bytes.allSatisfy({ isLetterOrDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }) else {
      return false
    }
    let words = name.split(separator: ".", omittingEmptySubsequences: false)
    return !(words.count == 4 && words.allSatisfy { $0.allSatisfy(\.isNumber) })
  }

  var json: JSONTree {
    let sorted = settings.sorted { $0.key < $1.key }
    return JSONTree(
      .object([
        .init("region", JSONTree(.string(region))), .init("created", JSONTree(.number("\(created.microseconds)"))),
        .init("settings", JSONTree(.object(sorted.map { .init($0.key, JSONTree(.string($0.value))) }))),
      ]))
  }

  init?(name: String, _ tree: JSONTree) {
    guard let region = tree["region"]?.string, case .number(let created)? = tree["created"]?.content,
      let microseconds = Int64(created)
    else { return nil }
    self.init(name: name, region: region, created: Instant(microseconds: microseconds))
    for member in tree["settings"]?.members ?? [] { settings[member.key] = member.value.string }
  }
}

/// An upload in parts that is neither complete nor aborted.
struct Upload: Sendable {
  let id: String
  let bucket: String
  let initiated: Instant
  /// What the object will be, but for its size and ETag.
  let target: ObjectDescription
  /// The algorithm of checksums that was asked for.
  let algorithm: ChecksumAlgorithm?
  var parts: [Int: ObjectDescription] = [:]
}
