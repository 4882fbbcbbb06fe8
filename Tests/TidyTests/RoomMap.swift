import Foundation
import RegexBuilder
import TestSupport

/// The rooms as `Package.swift` lists them.
struct RoomMap {
  struct Room {
    let floor: String
    let name: String
    let uses: Set<String>
    let testedWith: Set<String>
  }
  let rooms: [Room]

  /// Modules that the toolchain brings, by the floors that may use them.
  static let toolchain: [String: Set<String>] = [
    "Base": ["Dispatch"], "Model": [],
    "Store": ["Foundation", "FoundationEssentials", "Glibc", "Dispatch", "Synchronization"],
    "Cloud": ["Dispatch", "FoundationEssentials", "Glibc", "Synchronization"], "Report": ["FoundationEssentials"],
    "App": ["FoundationEssentials", "Glibc", "Synchronization"],
  ]
  /// Modules of the products that a room may name in `outside`.
  static let products = [
    "argumentParser": "ArgumentParser", "realModule": "RealModule", "grdb": "GRDB", "yams": "Yams",
    "heapModule": "HeapModule",
    "nioCore": "NIOCore", "nioPosix": "NIOPosix", "nioHTTP1": "NIOHTTP1",
  ]

  init() {
    let manifest = ProjectFiles.text("Package.swift")
    let entry = /Room\(\s*floor: "(\w+)", name: "(\w+)"((?:[^()]|\([^()]*\))*)\)/
    rooms = manifest.matches(of: entry).map { match in
      let rest = String(match.3)
      var uses = Set<String>()
      if let list = rest.firstMatch(of: /uses: \[([^\]]*)\]/) {
        uses.formUnion(list.1.matches(of: /"(\w+)"/).map { String($0.1) })
      }
      if let list = rest.firstMatch(of: /outside: \[([^\]]*)\]/) {
        uses.formUnion(list.1.matches(of: /\w+/).compactMap { RoomMap.products[String($0.0)] })
      }
      var testedWith = Set<String>()
      if let list = rest.firstMatch(of: /testedWith: \[([^\]]*)\]/) {
        testedWith.formUnion(list.1.matches(of: /"(\w+)"/).map { String($0.1) })
      }
      return Room(floor: String(match.1), name: String(match.2), uses: uses, testedWith: testedWith)
    }
  }

  /// The modules that a file imports.
  static func imports(of path: String) -> Set<String> {
    Set(
      ProjectFiles.text(path).matches(of: /(?m)^\s*(?:@\w+ )?import (?:struct |func |class |enum )?(\w+)/).map {
        String($0.1)
      })
  }
}
