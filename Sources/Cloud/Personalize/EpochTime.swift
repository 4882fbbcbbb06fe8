import Measures

/// An instant as Personalize writes it: a JSON number of seconds since 1970, with a fraction.
package struct EpochTime: Hashable, Sendable {
  package let instant: Instant

  package init(_ instant: Instant) { self.instant = instant }
}

extension EpochTime: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let seconds = try container.decode(Double.self)
    // Far past and future would not fit into an instant's microseconds.
    guard abs(seconds) < 9e12 else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "`\(seconds)` is no time in seconds")
    }
    instant = Instant(microseconds: Int64((seconds * 1e6).rounded()))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if instant.microseconds % 1_000_000 == 0 {
      try container.encode(instant.seconds)
    } else {
      try container.encode(Double(instant.microseconds) / 1e6)
    }
  }
}
