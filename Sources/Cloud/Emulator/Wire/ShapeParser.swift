/// Reads the operation table.
struct ShapeParser {
  private let bytes: [UInt8]
  private var position = 0

  /// What each operation takes, by name.
  static func operations(_ table: String) -> [String: [Shape.Member]] {
    var operations: [String: [Shape.Member]] = [:]
    var paragraphs: [String] = []
    for line in table.split(separator: "\n") {
      if line.first == " " {
        paragraphs[paragraphs.count - 1] += " " + line.drop { $0 == " " }
      } else {
        paragraphs.append(String(line))
      }
    }
    for paragraph in paragraphs {
      let name = String(paragraph.prefix { $0 != ":" })
      var parser = ShapeParser("{" + paragraph.dropFirst(name.count + 1) + "}")
      if case .object(let members) = parser.shape() { operations[name] = members }
    }
    return operations
  }

  private init(_ text: String) { bytes = Array(text.utf8) }

  private mutating func skipBlanks() {
    while position < bytes.count, bytes[position] == UInt8(ascii: " ") { position += 1 }
  }

  /// Consumes the byte where it comes next.
  private mutating func take(_ text: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard position < bytes.count, bytes[position] == UInt8(ascii: text) else { return false }
    position += 1
    return true
  }

  private mutating func word() -> String {
    skipBlanks()
    let start = position
    while position < bytes.count, isWord(bytes[position]) { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private func isWord(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...90).contains(byte & 0xDF) || byte == UInt8(ascii: "_")
  }

  private mutating func shape() -> Shape {
    if take("{") {
      var members: [Shape.Member] = []
      while !take("}"), position < bytes.count {
        let name = word()
        let isRequired = take("!")
        _ = take("=")
        members.append(Shape.Member(name: name, isRequired: isRequired, shape: shape()))
      }
      return .object(members)
    }
    if take("[") {
      let element = shape()
      _ = take("]")
      return .list(element, bounds())
    }
    if take("<") {
      let key = shape()
      _ = take(":")
      let value = shape()
      _ = take(">")
      return .map(key: key, value: value, bounds())
    }
    let name = word()
    switch name {
    case "str": return .text(bounds(), nil)
    case "int": return .whole(bounds())
    case "num": return .number(bounds())
    case "bool": return .boolean
    case "time": return .time
    case "enum":
      var names: [String] = []
      if take("(") { repeat { names.append(word()) } while take("|") }
      _ = take(")")
      return .choice(names)
    default: return Self.named(name)
    }
  }

  private mutating func bounds() -> Shape.Bounds {
    guard position < bytes.count, bytes[position] == UInt8(ascii: "("), take("(") else { return .none }
    let start = position
    while position < bytes.count, bytes[position] != UInt8(ascii: ")") { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    _ = take(")")
    guard let gap = text.firstRange(of: "..") else { return .none }
    return Shape.Bounds(least: Double(text[..<gap.lowerBound]), most: Double(text[gap.upperBound...]))
  }

  /// The types that the table names in capitals.
  private static func named(_ name: String) -> Shape {
    if let pattern = TextPattern(rawValue: name) { return .text(pattern.bounds, pattern) }
    let meaning: String? =
      switch name {
      case "TAGS": "[{tagKey!=TAGKEY tagValue!=TAGVALUE}](0..200)"
      case "FILTERVALUES": "<FILTERNAME:str(..1000)>(..25)"
      case "CONTEXT": "<CONTEXTNAME:str(..1000)>(..150)"
      case "METADATA": "<str(..256):[str(..150)](..99)>(..1)"
      case "HPMAP": "<str(..256):str(..1000)>(..100)"
      case "DOMAIN": "enum(ECOMMERCE|VIDEO_ON_DEMAND)"
      case "COLS": "<DSTYPE:[COLUMN](..50)>(..3)"
      case "DATACFG": "{excludedDatasetColumns=COLS includedDatasetColumns=COLS}"
      case "INFLUENCE": "<enum(POPULARITY|FRESHNESS):num(0..1)>"
      case "S3IN": "{s3DataSource!={path!=S3URI kmsKeyArn=KMS}}"
      case "S3OUT": "{s3DataDestination!={path!=S3URI kmsKeyArn=KMS}}"
      case "EVENTSCFG":
        "{eventParametersList=[{eventType=str(..256) eventValueThreshold=num weight=num(0..1)}](..10)}"
      case "AUTOCFG": "{schedulingExpression=RATE}"
      default: nil
      }
    guard let meaning else { preconditionFailure("the operation table names \(name), which is no type") }
    var parser = ShapeParser(meaning)
    return parser.shape()
  }
}
