import Foundation
import TestSupport
import Testing

@Suite("Tidiness") struct TidyTests {
  static let map = RoomMap()
  static let sources = ProjectFiles.paths(below: "Sources", ending: ".swift")
  static let tests = ProjectFiles.paths(below: "Tests", ending: ".swift")

  @Test("the room list is read whole") func readsRooms() {
    #expect(Self.map.rooms.count >= 14)
    #expect(Self.map.rooms.first { $0.name == "Engine" }?.uses.contains("Pricing") == true)
    let folders = Set(Self.sources.map { $0.split(separator: "/")[1...2].joined(separator: "/") })
    #expect(folders == Set(Self.map.rooms.map { "\($0.floor)/\($0.name)" }))
  }

  @Test("every import of a room is an arrow of the room list, or the toolchain's and allowed on its floor")
  func importsFollowTheMap() {
    for room in Self.map.rooms {
      let allowed = room.uses.union(RoomMap.toolchain[room.floor] ?? [])
      for path in Self.sources where path.hasPrefix("Sources/\(room.floor)/\(room.name)/") {
        #expect(
          RoomMap.imports(of: path).subtracting(allowed).isEmpty, "\(path) imports what \(room.name) does not list")
      }
    }
  }

  @Test("every arrow of the room list is used by some import") func arrowsAreUsed() {
    for room in Self.map.rooms {
      let paths = Self.sources.filter { $0.hasPrefix("Sources/\(room.floor)/\(room.name)/") }
      let imported = paths.reduce(into: Set<String>()) { $0.formUnion(RoomMap.imports(of: $1)) }
      #expect(room.uses.subtracting(imported).isEmpty, "\(room.name) lists what it does not import")
    }
  }

  @Test("tests import their own room, what it uses, and never with @testable") func testImports() {
    let common: Set = ["Testing", "Foundation", "FoundationEssentials", "Glibc", "TestSupport", "RegexBuilder"]
    for path in Self.tests {
      let folder = path.split(separator: "/")[1]
      let room = Self.map.rooms.first { folder == "\($0.name)Tests" }
      let allowed = common.union(room?.uses ?? []).union(room?.testedWith ?? []).union(room.map { [$0.name] } ?? [])
      #expect(RoomMap.imports(of: path).subtracting(allowed).isEmpty, "\(path) imports past its room")
      #expect(!ProjectFiles.text(path).contains("@testable " + "import"), "\(path)")
    }
  }

  @Test("no file has more than 400 lines, no line more than 120 columns") func sizes() {
    for path in Self.sources + Self.tests {
      let lines = ProjectFiles.text(path).split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count <= 401, "\(path) has \(lines.count) lines")
    }
  }

  @Test("the lower floors do no I/O, read no clock and stop for nobody's data", arguments: ["Base", "Model", "Report"])
  func lowerFloorsArePure(floor: String) {
    let banned = [
      /\bprint\(/, /\bfatalError\(/, /\btry!/, /\bDate\(\)/, /\bDate\.now\b/, /ContinuousClock/,
      /SystemRandomNumberGenerator/, /\bFileManager\b/,
    ]
    for path in Self.sources where path.hasPrefix("Sources/\(floor)/") {
      let text = ProjectFiles.text(path)
      for pattern in banned { #expect(text.firstMatch(of: pattern) == nil, "\(path)") }
    }
  }

  @Test("only the command line prints") func onlyTheCommandLinePrints() {
    for path in Self.sources where !path.hasPrefix("Sources/App/recast/") {
      #expect(ProjectFiles.text(path).firstMatch(of: /\bprint\(|FileHandle\.standard|\bexit\(/) == nil, "\(path)")
    }
  }

  @Test("every package type and function has a docstring") func docstrings() {
    let declaration =
      /^\s*(?:@\w+(?:\([^)]*\))? )*package (?:static |mutating |final |indirect )*(?:struct|enum|protocol|class|func) (\w+)/
    for path in Self.sources {
      let lines = ProjectFiles.text(path).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      for (index, line) in lines.enumerated() {
        guard let match = line.firstMatch(of: declaration) else { continue }
        // Operators say what they are by their name; conformances repeat their protocol's words.
        guard index > 0,
          ![
            "encode", "draw", "table", "recommend", "fill", "stroke", "text", "measure", "clipped",
            "fit", "fittingBytes", "decode", "hash",
          ]
          .contains(String(match.1))
        else { continue }
        var above = index - 1
        while above > 0, lines[above].contains("@") && !lines[above].contains("///") { above -= 1 }
        #expect(lines[above].contains("///"), "\(path):\(index + 1) \(match.1) has no docstring")
      }
    }
  }

  @Test("no committed text holds a path of some machine") func noMachinePaths() {
    let texts =
      Self.sources + ["README.md", "Makefile", "Package.swift", ".ci/run"]
      + ProjectFiles.paths(below: "scenarios", ending: ".yaml") + ProjectFiles.paths(below: "reports", ending: ".md")
      + ProjectFiles.paths(below: "reports", ending: "facts.json")
    for path in texts {
      #expect(ProjectFiles.text(path).firstMatch(of: /\/(?:work|root|home)\/\w/) == nil, "\(path)")
    }
  }

  @Test("each rate card names a source and the day it was read") func rateCardsAreSourced() {
    let cards = ProjectFiles.paths(below: "scenarios/rate-cards", ending: ".yaml")
    #expect(cards.count >= 2)
    for path in cards {
      let text = ProjectFiles.text(path)
      #expect(text.contains("dateRead: 20"))
      for row in text.split(separator: "  - meter:").dropFirst() {
        #expect(row.contains(/(?m)^    source: \S/) && row.contains(/(?m)^    confidence: \S/), "\(path): \(row)")
      }
    }
  }
}
