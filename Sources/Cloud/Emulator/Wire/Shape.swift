/// What a member of a request may hold.
indirect enum Shape: Sendable {
  /// Text of some characters, of a pattern where it has one.
  case text(Bounds, TextPattern?)
  case choice([String])
  case whole(Bounds)
  case number(Bounds)
  case boolean
  /// Seconds since the epoch, with or without a fraction.
  case time
  case object([Member])
  case list(Shape, Bounds)
  case map(key: Shape, value: Shape, Bounds)

  struct Member: Sendable {
    let name: String
    let isRequired: Bool
    let shape: Shape
  }

  /// Least and most, both included; nil where there is no bound.
  struct Bounds: Sendable {
    var least: Double?
    var most: Double?

    static let none = Bounds()

    func breach(_ count: Double) -> Breach? {
      if let least, count < least { return .less(least) }
      if let most, count > most { return .more(most) }
      return nil
    }

    enum Breach { case less(Double), more(Double) }
  }
}

/// Patterns of texts, by the name the operation table gives them.
enum TextPattern: String, Sendable {
  case name = "NAME"
  case arn = "ARN"
  case role = "ROLE"
  case key = "KMS"
  case location = "S3URI"
  case token = "TOKEN"
  case datasetType = "DSTYPE"
  case column = "COLUMN"
  case tagKey = "TAGKEY"
  case tagValue = "TAGVALUE"
  case rate = "RATE"
  case filterName = "FILTERNAME"
  case contextName = "CONTEXTNAME"
  case attribution = "ATTRIBUTION"

  /// As the service's model writes it, for messages.
  var expression: String {
    switch self {
    case .name: #"^[a-zA-Z0-9][a-zA-Z0-9\-_]*"#
    case .arn: #"arn:([a-z\d-]+):personalize:.*:.*:.+"#
    case .role: #"arn:([a-z\d-]+):iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+"#
    case .key: "arn:aws.*:kms:.*:[0-9]{12}:key/.*"
    case .location: "(s3|http|https)://.+"
    case .token: #"\p{ASCII}{0,1500}"#
    case .datasetType: "^[A-Za-z_]+$"
    case .column: #"[A-Za-z_][A-Za-z\d_]*"#
    case .tagKey, .tagValue: #"^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$"#
    case .rate: #"rate\(\d+ days?\)"#
    case .filterName: "[A-Za-z0-9_]+"
    case .contextName: #"[A-Za-z\d_]+"#
    case .attribution: #"^[\x20-\x7E]*[\x21-\x7E]+[\x20-\x7E]*$"#
    }
  }

  /// Characters that a text of the pattern has.
  var bounds: Shape.Bounds {
    switch self {
    case .name: .init(least: 1, most: 63)
    case .arn, .role, .location, .datasetType: .init(most: 256)
    case .key: .init(most: 2048)
    case .token: .init(most: 1500)
    case .column, .contextName: .init(most: 150)
    case .tagKey: .init(least: 1, most: 128)
    case .tagValue: .init(least: 0, most: 256)
    case .rate: .init(least: 1, most: 16)
    case .filterName: .init(most: 50)
    case .attribution: .init(most: 1024)
    }
  }

  /// Whether a whole text is of the pattern.
  func matches(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    switch self {
    case .name:
      return bytes.first.map(isAlphanumeric) == true && bytes.allSatisfy { isAlphanumeric($0) || $0 == 45 || $0 == 95 }
    case .arn: return ARNText(text)?.service == "personalize"
    case .role:
      guard let arn = ARNText(text), arn.service == "iam", arn.region.isEmpty, arn.account.utf8.count == 12,
        arn.account.utf8.allSatisfy(isDigit), arn.resource.hasPrefix("role")
      else { return false }
      let rest = arn.resource.dropFirst(4)
      return !rest.isEmpty && rest.utf8.allSatisfy { isAlphanumeric($0) || "_+=,.@-/".utf8.contains($0) }
    case .key:
      guard let arn = ARNText(text) else { return false }
      return arn.service == "kms" && arn.account.utf8.count == 12 && arn.resource.hasPrefix("key/")
    case .location:
      return ["s3://", "http://", "https://"].contains { text.hasPrefix($0) && text.utf8.count > $0.utf8.count }
    case .token: return bytes.allSatisfy { $0 < 128 }
    case .datasetType: return !bytes.isEmpty && bytes.allSatisfy { isLetter($0) || $0 == 95 }
    case .column:
      return bytes.first.map { isLetter($0) || $0 == 95 } == true && bytes.allSatisfy { isAlphanumeric($0) || $0 == 95 }
    case .tagKey, .tagValue: return text.unicodeScalars.allSatisfy(isTagScalar)
    case .rate:
      guard text.hasPrefix("rate("), text.hasSuffix(" days)") || text.hasSuffix(" day)") else { return false }
      let number = text.dropFirst(5).prefix { $0 != " " }
      return !number.isEmpty && number.utf8.allSatisfy(isDigit)
        && (text == "rate(\(number) days)" || text == "rate(\(number) day)")
    case .filterName, .contextName: return !bytes.isEmpty && bytes.allSatisfy { isAlphanumeric($0) || $0 == 95 }
    case .attribution: return bytes.allSatisfy { (0x20...0x7E).contains($0) } && bytes.contains { $0 != 0x20 }
    }
  }
}

private func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
private func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte & 0xDF) }
private func isAlphanumeric(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) }

/// Letters, separators, numbers and `_.:/=+-@`.
private func isTagScalar(_ scalar: Unicode.Scalar) -> Bool {
  if "_.:/=+-@".unicodeScalars.contains(scalar) { return true }
  return switch scalar.properties.generalCategory {
  case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .spaceSeparator,
    .lineSeparator, .paragraphSeparator, .decimalNumber, .letterNumber, .otherNumber:
    true
  default: false
  }
}

/// The six parts of an ARN.
struct ARNText: Sendable, Hashable {
  let partition: String
  let service: String
  let region: String
  let account: String
  let resource: String

  init?(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 6, parts[0] == "arn", !parts[1].isEmpty, !parts[5].isEmpty else { return nil }
    (partition, service, region, account, resource) = (parts[1], parts[2], parts[3], parts[4], parts[5])
  }
}
