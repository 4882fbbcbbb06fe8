import Attributes

/// One word, number, string or sign of a filter expression, with its place.
struct FilterToken: Hashable {
  enum Kind: Hashable {
    /// Letters, digits and underscores.
    case word(String)
    /// A number, and its text.
    case number(Double, String)
    /// What stands in quotes.
    case string(String, isSingleQuoted: Bool)
    /// A name behind `$`.
    case parameter(String)
    case comparison(FilterExpression.Comparison)
    /// One of `. ( ) , | *`.
    case sign(Character)
    case end
  }
  let kind: Kind
  /// Unicode scalars of the text, from 0.
  let range: Range<Int>
}

/// Cuts a filter expression into tokens; what is none becomes a problem and is passed over.
struct FilterLexer {
  private let scalars: [Unicode.Scalar]
  private var at = 0
  private(set) var tokens: [FilterToken] = []
  private(set) var problems: [FilterProblem] = []

  init(_ text: String) {
    scalars = Array(text.unicodeScalars)
    while let token = next() { tokens.append(token) }
    tokens.append(FilterToken(kind: .end, range: scalars.count..<scalars.count))
  }

  private mutating func next() -> FilterToken? {
    while at < scalars.count, scalars[at].properties.isWhitespace || !isKnown(scalars[at]) {
      if !scalars[at].properties.isWhitespace {
        let scalar = scalars[at]
        let shown =
          scalar.isPrintable ? "`\(scalar)`" : "The character U+\(String(scalar.value, radix: 16, uppercase: true))"
        note("bad-character", at..<at + 1, "\(shown) has no meaning here.")
      }
      at += 1
    }
    guard at < scalars.count else { return nil }
    let start = at
    let scalar = scalars[at]
    switch scalar {
    case "\"", "'": return string(scalar)
    case ".", "(", ")", ",", "|", "*":
      at += 1
      return FilterToken(kind: .sign(Character(scalar)), range: start..<at)
    case "$":
      at += 1
      let name = word()
      if name.isEmpty {
        note("bad-placeholder", start..<at, "A placeholder needs a name of letters, digits and underscores after `$`.")
      }
      return FilterToken(kind: .parameter(name), range: start..<at)
    case "<", ">", "=", "!": return comparison()
    case "0"..."9", "-", "+": return number()
    default: return FilterToken(kind: .word(word()), range: start..<at)
    }
  }

  /// Whether some token begins with the scalar.
  private func isKnown(_ scalar: Unicode.Scalar) -> Bool {
    isWordScalar(scalar) || "\"'.(),|*$<>=!-+".unicodeScalars.contains(scalar)
  }

  private mutating func word() -> String {
    let start = at
    while at < scalars.count, isWordScalar(scalars[at]) { at += 1 }
    return String(String.UnicodeScalarView(scalars[start..<at]))
  }

  /// Everything up to the next quote of the same kind: the guide knows no escapes.
  private mutating func string(_ quote: Unicode.Scalar) -> FilterToken {
    let start = at
    at += 1
    while at < scalars.count, scalars[at] != quote { at += 1 }
    let text = String(String.UnicodeScalarView(scalars[start + 1..<at]))
    if at < scalars.count { at += 1 } else { note("open-quote", start..<at, "The quote is opened and never closed.") }
    return FilterToken(kind: .string(text, isSingleQuoted: quote == "'"), range: start..<at)
  }

  private mutating func comparison() -> FilterToken {
    let start = at
    at += 1
    if at < scalars.count, scalars[at] == "=" || (scalars[start] == "<" && scalars[at] == ">") { at += 1 }
    let text = String(String.UnicodeScalarView(scalars[start..<at]))
    if let comparison = FilterExpression.Comparison(rawValue: text) {
      return FilterToken(kind: .comparison(comparison), range: start..<at)
    }
    let remedy = text == "==" ? "Use `=`." : text == "<>" || text == "!" ? "Use `!=`." : ""
    note("bad-operator", start..<at, "`\(text)` is no operator.", remedy)
    // Read as what is likely meant, so that the rest is looked at too.
    return FilterToken(kind: .comparison(text == "==" ? .equal : .notEqual), range: start..<at)
  }

  private mutating func number() -> FilterToken {
    let start = at
    at += 1
    while at < scalars.count {
      let isSign = (scalars[at] == "-" || scalars[at] == "+") && (scalars[at - 1] == "e" || scalars[at - 1] == "E")
      guard isWordScalar(scalars[at]) || scalars[at] == "." || isSign else { break }
      at += 1
    }
    let text = String(String.UnicodeScalarView(scalars[start..<at]))
    let value = text.first == "+" ? nil : Double(decimal: text)
    if value == nil { note("bad-number", start..<at, "`\(text.prefix(40))` is no number.") }
    return FilterToken(kind: .number(value ?? 0, text), range: start..<at)
  }

  private mutating func note(_ code: String, _ range: Range<Int>, _ message: String, _ remedy: String = "") {
    problems.append(FilterProblem(code: code, range: range, message: message, remedy: remedy))
  }
}

/// Letters of any language count, so that a field's name in one is named whole in a message.
func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
  scalar == "_" || scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
}
