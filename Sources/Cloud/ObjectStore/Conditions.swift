import Measures

/// The conditions of a request on an object (RFC 9110, 13.2.2, and Amazon S3's GetObject).
enum Conditions {
  /// What a conditional read comes to.
  enum Outcome: Hashable, Sendable {
    case goOn, notModified
  }

  /// - Parameter prefix: `x-amz-copy-source-` for the source of a copy.
  static func check(
    _ call: S3Call, prefix: String = "", against object: ObjectDescription
  ) throws(S3Error) -> Outcome {
    func condition(_ name: String) -> String? { call.header(prefix + name) }
    let isCopy = !prefix.isEmpty
    if let tags = condition("if-match") {
      guard matches(tags, object.etag) else { throw .preconditionFailed("If-Match") }
    } else if let limit = condition("if-unmodified-since").flatMap(HTTPTime.instant),
      object.modified.seconds > limit.seconds
    {
      throw .preconditionFailed("If-Unmodified-Since")
    }
    if let tags = condition("if-none-match") {
      guard matches(tags, object.etag) else { return .goOn }
      if isCopy { throw .preconditionFailed("If-None-Match") }
      return .notModified
    }
    if let limit = condition("if-modified-since").flatMap(HTTPTime.instant), object.modified.seconds <= limit.seconds {
      if isCopy { throw .preconditionFailed("If-Modified-Since") }
      return .notModified
    }
    return .goOn
  }

  /// The conditions of a write: `If-None-Match: *` and `If-Match`.
  static func checkWrite(_ call: S3Call, over object: ObjectDescription?, key: ObjectKey) throws(S3Error) {
    if call.header("if-none-match") == "*", object != nil { throw .preconditionFailed("If-None-Match") }
    if let tags = call.header("if-match") {
      guard let object else { throw .noSuchKey(key.text) }
      guard matches(tags, object.etag) else { throw .preconditionFailed("If-Match") }
    }
  }

  private static func matches(_ list: String, _ etag: String) -> Bool {
    list.split(separator: ",").contains { word in
      var word = word.drop { $0 == " " }
      while word.last == " " { word.removeLast() }
      if word.hasPrefix("W/") { word = word.dropFirst(2) }
      return word == "*" || word == "\"\(etag)\"" || word == etag
    }
  }
}

/// Times as HTTP and S3's XML write them.
enum HTTPTime {
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// `Thu, 26 Nov 2026 00:20:00 GMT`.
  static func text(_ time: Instant) -> String {
    let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    let date = time.utcDate
    let day = ((date.daysSinceEpoch % 7) + 7) % 7
    let clock = "\(time)".dropFirst(11).prefix(8)
    let number = date.day < 10 ? "0\(date.day)" : "\(date.day)"
    return "\(days[day]), \(number) \(months[date.month - 1]) \(date.year) \(clock) GMT"
  }

  /// Reads such a text, or one in ISO 8601; nil for anything else.
  static func instant(_ text: String) -> Instant? {
    let words = text.split(separator: " ")
    guard words.count == 6, let month = months.firstIndex(of: String(words[2])), words[1].utf8.count <= 2 else {
      return Instant(iso8601: text)
    }
    func two(_ text: some StringProtocol) -> String { text.utf8.count < 2 ? "0\(text)" : "\(text)" }
    return Instant(iso8601: "\(words[3])-\(two("\(month + 1)"))-\(two(words[1]))T\(words[4])Z")
  }

  /// `2026-11-26T00:20:00.000Z`, as in lists.
  static func xml(_ time: Instant) -> String {
    let milliseconds = String(time.microseconds / 1000 % 1000 + 1000).dropFirst()
    return "\("\(time)".dropLast()).\(milliseconds)Z"
  }
}
