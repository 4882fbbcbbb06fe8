import Interactions

/// Time zones of the system's database, by name.
package enum ZoneFile {
  private static let folder = "/usr/share/zoneinfo/"

  /// The zone of a name such as `Asia/Seoul`, or nil where the system has none.
  ///
  /// Source of the form: RFC 8536, The Time Zone Information Format (TZif). Rules for the years behind the last change in
  /// the file are not looked at; Debian's files reach to 2037.
  package static func rule(named name: String) -> TimeZoneRule? {
    let isName = name.utf8.allSatisfy { byte in
      (byte | 0x20 >= 97 && byte | 0x20 <= 122) || (byte >= 48 && byte <= 57) || "_+-/".utf8.contains(byte)
    }
    guard isName, !name.isEmpty, !name.hasPrefix("/"), name.utf8.count < 64,
      let bytes = try? readFile(folder + name, atMost: 1 << 20)
    else { return nil }
    return rule(bytes)
  }

  /// The zone that a file describes, or nil where it is no such file.
  static func rule(_ bytes: [UInt8]) -> TimeZoneRule? {
    guard let first = Head(bytes, at: 0), bytes.count > 4 else { return nil }
    guard bytes[4] >= UInt8(ascii: "2") else { return rule(bytes, first, timeBytes: 4) }
    // The first part repeats the second in 32 bits, for old programs.
    guard let second = Head(bytes, at: first.end(timeBytes: 4)) else { return nil }
    return rule(bytes, second, timeBytes: 8)
  }

  private struct Head {
    let start: Int
    let counts: [Int]

    init?(_ bytes: [UInt8], at: Int) {
      guard bytes.count >= at + 44, bytes[at..<at + 4].elementsEqual("TZif".utf8) else { return nil }
      start = at + 44
      counts = (0..<6).map { Int(ZoneFile.number(bytes, at + 20 + $0 * 4, bytes: 4)) }
      guard counts.allSatisfy({ $0 >= 0 && $0 < 1 << 16 }) else { return nil }
    }

    var times: Int { counts[3] }
    var types: Int { counts[4] }

    func end(timeBytes: Int) -> Int {
      start + times * (timeBytes + 1) + types * 6 + counts[5] + counts[2] * (timeBytes + 4) + counts[1] + counts[0]
    }
  }

  private static func rule(_ bytes: [UInt8], _ head: Head, timeBytes: Int) -> TimeZoneRule? {
    let indices = head.start + head.times * timeBytes
    let types = indices + head.times
    guard head.types > 0, bytes.count >= types + head.types * 6 else { return nil }
    let offsets = (0..<head.types).map { number(bytes, types + $0 * 6, bytes: 4) }
    var changes: [Int64] = []
    var used = [offsets[0]]
    for index in 0..<head.times {
      let at = number(bytes, head.start + index * timeBytes, bytes: timeBytes)
      let type = Int(bytes[indices + index])
      guard type < offsets.count, changes.last.map({ $0 < at }) ?? true, abs(offsets[type]) < 200_000 else {
        return nil
      }
      // The first entry of some files stands at the beginning of time.
      guard abs(at) < 1 << 40 else { continue }
      changes.append(at)
      used.append(offsets[type])
    }
    return TimeZoneRule(changes: changes, offsets: used)
  }

  /// A big-endian number with a sign.
  private static func number(_ bytes: [UInt8], _ at: Int, bytes count: Int) -> Int64 {
    var value: Int64 = bytes[at] >= 128 ? -1 : 0
    for index in 0..<count { value = value << 8 | Int64(bytes[at + index]) }
    return value
  }
}
