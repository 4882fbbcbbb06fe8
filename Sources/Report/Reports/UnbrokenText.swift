extension String {
  /// The text with fixed spaces and invisible joiners where a line must not end: between a number and its unit, inside
  /// a bracketed range such as "(0.062–0.069)", after the dash of a range, before a slash that stands alone, and inside
  /// a row of stars.
  ///
  /// (Pango's attribute for this has no effect in 1.50.)
  var unbroken: String {
    let words = split(separator: " ", omittingEmptySubsequences: false)
    var bracketed = 0
    var result = ""
    for (index, word) in words.enumerated() {
      if index > 0 {
        let isFixed = bracketed > 0 || word == "/" || (words[index - 1].isNumber && word.isUnit)
        result += isFixed ? "\u{A0}" : " "
      }
      bracketed = bracketed > 0 ? bracketed - 1 : Self.wordsInBrackets(words[index...])
      result += word.joined
    }
    return result
  }

  /// How many more words belong to a bracketed range that begins with the first: "[0.1, 0.2]" has one. Longer
  /// brackets are prose, which may break.
  private static func wordsInBrackets(_ words: ArraySlice<Substring>) -> Int {
    guard let first = words.first, let open = first.first, open == "(" || open == "[" else { return 0 }
    var length = 0
    var hasDigit = false
    for (offset, word) in words.enumerated() {
      length += word.count + 1
      hasDigit = hasDigit || word.contains(where: \.isDigit)
      if length > 26 { return 0 }
      if word.contains(open == "(" ? ")" : "]") { return hasDigit ? offset : 0 }
    }
    return 0
  }
}

extension Character {
  fileprivate var isDigit: Bool { ("0"..."9").contains(self) }

  /// Stars, discs and squares of ratings.
  fileprivate var isSymbol: Bool {
    unicodeScalars.first.map { (0x25A0...0x25FF).contains($0.value) || (0x2605...0x2606).contains($0.value) } ?? false
  }
}

extension Substring {
  /// "1,204" or "$3.60", but not "v2": a list of names with numbers must stay breakable.
  fileprivate var isNumber: Bool { last?.isDigit ?? false && !contains(where: \.isLetter) }

  /// A short word after a number: "ms", "%", "users", "req/s"; closing marks count with it.
  fileprivate var isUnit: Bool {
    guard let first, count <= 6, !contains(where: \.isDigit) else { return false }
    return first.isLetter || "%‰°".contains(first)
  }

  /// The word with joiners after its dashes and between its symbols.
  fileprivate var joined: String {
    var result = ""
    for index in indices {
      let next = self.index(after: index)
      result.append(self[index])
      guard next < endIndex else { continue }
      if (self[index] == "–" && index > startIndex) || (self[index].isSymbol && self[next].isSymbol) {
        result.append("\u{2060}")
      }
    }
    return result
  }
}
