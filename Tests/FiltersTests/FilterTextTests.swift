import Attributes
import Filters
import Foundation
import TestSupport
import Testing

@Suite("Filter expressions") struct FilterTextTests {
  @Test("each case of the guides gets its verdict, its place and no other error", arguments: FilterCase.all)
  func cases(of entry: FilterCase) { check(entry) }

  @Test("so does each further case", arguments: FilterCase.more) func moreCases(of entry: FilterCase) { check(entry) }

  private func check(_ entry: FilterCase) {
    let parsed = FilterText(entry.text)
    let problems = parsed.problems + (entry.number == 35 ? [] : parsed.problems(against: FilterCase.fields))
    let errors = problems.filter { $0.severity == .error }
    #expect(errors.first?.code == entry.error, "\(problems)")
    #expect(problems.contains { $0.severity == .warning } == (entry.warning != nil), "\(problems)")
    if let warning = entry.warning { #expect(problems.contains { $0.code == warning }) }
    if let place = entry.at, let error = errors.first {
      let rest = String(String.UnicodeScalarView(Array(entry.text.unicodeScalars)[error.range.lowerBound...]))
      #expect(place.isEmpty ? rest.isEmpty : rest.hasPrefix(place), "the caret stands at `\(rest)`")
      #expect(!error.message.isEmpty)
    }
    #expect((parsed.expression == nil) == parsed.problems.hasErrors)
  }

  @Test("the table holds every case of the fact sheet once") func tableIsWhole() {
    #expect(FilterCase.all.map(\.number) == Array(1...38))
    #expect(FilterCase.all.count { $0.error == nil } == 26)
  }

  @Test("text made of an expression parses back to it, for every valid case") func roundTrip() {
    for entry in FilterCase.all + FilterCase.more {
      guard let expression = FilterText(entry.text).expression else { continue }
      #expect(FilterText(expression.description).expression == expression, "\(expression)")
    }
  }

  @Test("text made of an expression parses back to it, for 3,000 made-up ones") func madeUpRoundTrip() {
    var draws = Draws(state: 20_261_125)
    for _ in 0..<3000 {
      let expression = FilterExpression.made(&draws)
      let parsed = FilterText(expression.description)
      #expect(parsed.expression == expression, "\(expression): \(parsed.problems)")
    }
  }

  @Test("names of fields and keywords in any case are one; values are not") func sameness() {
    #expect(
      FilterText(#"include itemid where items.genre in ("a")"#).expression
        == FilterText(#"INCLUDE ItemID WHERE Items.GENRE IN ("a")"#).expression)
    #expect(
      FilterText(#"INCLUDE ItemID WHERE Items.GENRE IN ("a")"#).expression
        != FilterText(#"INCLUDE ItemID WHERE Items.GENRE IN ("A")"#).expression)
  }

  @Test("every part's first error is shown, not the first part's alone") func allAtOnce() {
    let parsed = FilterText(
      #"INCLUDE ItemID Items.A IN ("a") | EXCLUDE ItemID WHERE Items.B IN () | INCLUDE ItemID WHERE Items.C NOT IN ($X)"#
    )
    #expect(parsed.problems.map(\.code) == ["syntax", "list-syntax", "placeholder-not-in"])
  }

  @Test("CurrentItem is refused for lists to users, interactions for attribute affinity, and other targets")
  func uses() {
    let current = FilterText(#"INCLUDE ItemID WHERE Items.PRICE < CurrentItem.PRICE"#)
    #expect(current.problems(for: .personalization).map(\.code) == ["current-item"])
    #expect(current.problems(for: .relatedItems).isEmpty)
    let users = FilterText(#"INCLUDE UserID WHERE Interactions.EVENT_TYPE IN ("click")"#)
    #expect(users.problems(for: .itemAttributeAffinity).map(\.code) == ["interactions-unsupported"])
    #expect(users.problems(for: .itemAffinity).isEmpty)
    #expect(users.problems(for: .ranking).map(\.code) == ["wrong-target"])
  }

  @Test("the caret stands under the place, in long texts and under wide letters; controls are not shown")
  func excerpts() {
    let short = FilterText(#"INCLUDE ItemID WHERE Items.GENRE IN ("한국") AND Items.X LIKE 3"#)
    // Two letters of two columns each stand before the place.
    #expect(
      short.problems[0].excerpt(of: short.text)
        == short.text + "\n" + String(repeating: " ", count: 57) + "^^^^")
    let long = FilterText(
      "INCLUDE ItemID WHERE Items.GENRE IN (\"" + String(repeating: "\u{1B}[2J\u{202E}", count: 100) + "\") AND x")
    let lines = long.problems[0].excerpt(of: long.text).split(separator: "\n")
    #expect(lines.count == 2 && lines.allSatisfy { $0.count <= 102 })
    #expect(!lines.joined().unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x202E })
    let end = FilterText("INCLUDE ItemID")
    #expect(end.problems[0].excerpt(of: end.text) == "INCLUDE ItemID\n              ^")
  }

  @Test("spoiled expressions end in a value or in errors with a place, never in a crash (FILTER_MUTATIONS for more)")
  func mutations() {
    let count = ProcessInfo.processInfo.environment["FILTER_MUTATIONS"].flatMap(Int.init) ?? 5000
    var draws = Draws(state: 38)
    let seeds = (FilterCase.all + FilterCase.more).filter { $0.number != 75 }.map { Array($0.text.unicodeScalars) }
    let spice = Array(
      "\"'().,|*$<>=!-+ \n\t0eE9_xIFINANDORNOT\u{0}\u{1B}\u{202E}é한😀\u{301}\u{FEFF}`;%\\".unicodeScalars)
    var valid = 0
    for round in 0..<count {
      var scalars = seeds[round % seeds.count]
      for _ in 0..<Int.random(in: 1...4, using: &draws) {
        let at = scalars.isEmpty ? 0 : Int.random(in: 0..<scalars.count, using: &draws)
        switch Int.random(in: 0..<6, using: &draws) {
        case 0 where !scalars.isEmpty: scalars[at] = spice.randomElement(using: &draws) ?? "x"
        case 1 where !scalars.isEmpty: scalars.remove(at: at)
        case 2 where !scalars.isEmpty:
          // A part comes twice.
          let part = scalars[at..<min(scalars.count, at + Int.random(in: 1...20, using: &draws))]
          scalars.insert(contentsOf: Array(part), at: Int.random(in: 0...scalars.count, using: &draws))
        case 3 where !scalars.isEmpty:
          scalars.removeSubrange(at..<min(scalars.count, at + Int.random(in: 1...12, using: &draws)))
        case 4:
          let other = seeds.randomElement(using: &draws) ?? []
          scalars += other.suffix(Int.random(in: 0...40, using: &draws))
        default: scalars.insert(spice.randomElement(using: &draws) ?? "x", at: at)
        }
      }
      let text = String(String.UnicodeScalarView(scalars))
      let parsed = FilterText(text)
      let problems = parsed.problems + parsed.problems(against: FilterCase.fields) + parsed.problems(for: .ranking)
      if let expression = parsed.expression {
        valid += 1
        if FilterText(expression.description).expression != expression {
          Issue.record("\(text) is printed as \(expression)")
        }
      } else if !parsed.problems.hasErrors {
        Issue.record("\(text) has neither value nor error")
      }
      let length = text.unicodeScalars.count
      for problem in problems where problem.range.upperBound > length || problem.excerpt(of: text).isEmpty {
        Issue.record("\(text): \(problem)")
      }
    }
    #expect(valid > count / 50 && valid < count)
  }

  @Test("far too long texts are refused unread") func huge() {
    let text = String(repeating: "Items.GENRE AND ((((", count: 100_000)
    #expect(FilterText(text).problems.map(\.code) == ["too-long"])
  }
}
