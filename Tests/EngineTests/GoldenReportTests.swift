import Engine
import Foundation
import Interactions
import Reports
import Scenarios
import TestSupport
import Testing

/// The committed reports are the end-to-end goldens: run again, they must say the same.
@Suite("The committed reports") struct GoldenReportTests {
  @Test(
    "running a shipped scenario gives the committed facts and report",
    arguments: ["corner-shop", "video-service"])
  func committed(name: String) async throws { try await check(name, log: nil) }

  @Test(
    "running MovieLens 100K gives the committed facts and report",
    .enabled(if: ProjectFiles.sharedData("ml-100k/u.data") != nil))
  func movieLens() async throws { try await check("movielens-100k", log: ProjectFiles.sharedData("ml-100k/u.data")) }

  private func check(_ name: String, log: String?) async throws {
    let path = ProjectFiles.root.appending(path: "scenarios/\(name).yaml").path
    let input = try #require(try InputLoading.load(scenario: path, log: log).input)
    let result = try await Run.result(of: input)
    let facts = try Facts.json(result).text(isPretty: true)
    let recorded = ProjectFiles.text("reports/\(name)/facts.json")
    #expect(!recorded.isEmpty, "record with make goldens")
    let difference = JSONDifference.first(try parsed(recorded), try parsed(facts), at: name)
    #expect(difference == nil, "\(difference ?? "")")
    // Beyond the numbers, which may differ in their last digit on another processor, the words are the same.
    let words = { (text: String) in text.replacing(/[0-9]+/, with: "0") }
    #expect(words(ProjectFiles.text("reports/\(name)/report.md")) == words(markdown(Report.document(result))))
  }

  private func parsed(_ text: String) throws -> Any { try JSONSerialization.jsonObject(with: Data(text.utf8)) }
}

/// Compares JSON with a tolerance on numbers: mathematics libraries differ in the last bits between processors.
enum JSONDifference {
  /// The first place at which two documents differ, or nil.
  static func first(_ a: Any, _ b: Any, at path: String) -> String? {
    switch (a, b) {
    case (let a as [String: Any], let b as [String: Any]):
      guard Set(a.keys) == Set(b.keys) else { return "\(path): keys differ" }
      return a.keys.sorted().lazy.compactMap { key in first(a[key] as Any, b[key] as Any, at: "\(path).\(key)") }.first
    case (let a as [Any], let b as [Any]):
      guard a.count == b.count else { return "\(path): \(a.count) entries against \(b.count)" }
      return a.indices.lazy.compactMap { first(a[$0], b[$0], at: "\(path)[\($0)]") }.first
    case (let a as NSNumber, let b as NSNumber):
      let (x, y) = (a.doubleValue, b.doubleValue)
      return abs(x - y) <= 1e-4 * max(abs(x), abs(y)) ? nil : "\(path): \(x) against \(y)"
    case (let a as String, let b as String) where Double(a) != nil && Double(b) != nil:
      // Money and quantities are decimal text; an arrival more or less on another processor may move them.
      return first(NSNumber(value: Double(a) ?? 0), NSNumber(value: Double(b) ?? 0), at: path)
    default:
      return "\(a)" == "\(b)" ? nil : "\(path): \(a) against \(b)"
    }
  }
}
