import Attributes
import Engine
import Evaluation
import ExperimentStore
import Foundation
import Interactions
import Measures
import Reports
import Scenarios
import Statistics
import Testing

@Suite("Sweeps")
struct SweepTests {
  private static let yaml = """
    sweep: small
    seed: 4
    log:
      synthetic: {users: 150 users, items: 80 items, events: 6000 events, days: 40 days}
    evaluation: {k: 5 items, repeats: allowed, requests: 300 requests, resamples: 100 resamples}
    origins: {count: 2 origins, every: 5 d, last: 5 d}
    grid:
      history: [3 d, all]
      features: [none, CATEGORY, [CATEGORY, COLOUR]]
      recommenders:
        - popular
        - item-knn: {neighbours: [5, 20]}

    """

  private func input(_ yaml: String = SweepTests.yaml) throws -> SweepInput {
    let read = try SweepLoading.load(text: yaml, source: "small.yaml", folder: "", name: "s", memoryLimitBytes: 1 << 33)
    #expect(read.findings.isEmpty)
    return try #require(read.input)
  }

  private func withStore(_ body: (String) async throws -> Void) async throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "recast-sweep-\(UUID().uuidString).sqlite").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try await body(path)
  }

  private func run(_ input: SweepInput, _ path: String, threads: Int = 2, looks: Bool = true) async throws
    -> SweepResult
  {
    try await SweepRun.run(
      input, store: ExperimentStore(path: path), build: "test", threads: threads, looksAtLast: looks)
  }

  private func text(_ result: SweepResult) throws -> String { try SweepJSON.json(result).text(isPretty: true) }

  @Test("the same bytes with another number of threads, and from kept results") func sameBytes() async throws {
    let input = try input()
    try await withStore { first in
      try await withStore { second in
        let a = try await run(input, first, threads: 1)
        let b = try await run(input, second, threads: 7)
        #expect(try text(a) == text(b))
        // It stays, whatever the build: looks at the untouched slice of a log add up by it.
        let checksum = try text(a).split(separator: "\n").first { $0.contains("\"logChecksum\"") }
        #expect(checksum?.contains("\"34d824094b48b6e2\"") == true, "\(checksum ?? "")")
        #expect(try ReportFolder(a).files.map(\.bytes) == ReportFolder(b).files.map(\.bytes))
        // 2 histories × (popular + 2 × 3 sets of attributes).
        #expect(a.cells.count == 14 && a.made == 28 && a.reused == 0)
        let again = try await run(input, first)
        #expect(again.made == 0 && again.reused == 28)
        #expect(try text(again) == text(a))
      }
    }
  }

  @Test("a sweep that was stopped goes on where it was, and ends with the same bytes") func resumes() async throws {
    let input = try input()
    try await withStore { path in
      try await withStore { whole in
        // A part of the grid first, as if the rest had not been reached.
        let part = try self.input(Self.yaml.replacingOccurrences(of: "[5, 20]", with: "[5]"))
        let stopped = try await run(part, path, looks: false)
        #expect(stopped.final == nil && stopped.made == 16)
        let resumed = try await run(input, path)
        #expect(resumed.reused == 16 && resumed.made == 12)
        #expect(try await text(resumed) == text(run(input, whole)))
      }
    }
  }

  @Test("nothing is taken from another log, build or way of judging") func keys() async throws {
    try await withStore { path in
      _ = try await run(input(), path)
      for change in [("seed: 4", "seed: 5"), ("k: 5 items", "k: 6 items"), ("300 requests", "200 requests")] {
        let other = try input(Self.yaml.replacingOccurrences(of: change.0, with: change.1))
        #expect(try await run(other, path).reused == 0, "\(change)")
      }
      let other = try await SweepRun.run(
        input(), store: ExperimentStore(path: path), build: "another", threads: 2, looksAtLast: false)
      #expect(other.reused == 0)
    }
  }

  @Test("the last slice is touched by no origin, and every look at it is counted") func last() async throws {
    let input = try input()
    #expect(input.windows.origins.allSatisfy { $0.upperBound <= input.windows.last.lowerBound })
    try await withStore { path in
      let first = try await run(input, path)
      #expect(first.final?.looks == 1 && first.final?.cell == first.standing.best)
      #expect(try await run(input, path).final?.looks == 1)
      #expect(SweepText.final(first).joined().contains("Look at this number once"))
      let other = try self.input(Self.yaml.replacingOccurrences(of: "k: 5 items", with: "k: 9 items"))
      let second = try await run(other, path)
      #expect(second.final?.looks == 2)
      #expect(SweepText.final(second).joined().contains("2nd different choice"))
    }
  }

  @Test("cells stand by their means, and the best has no one better beyond noise and no interval of its own")
  func standing() async throws {
    try await withStore { path in
      let result = try await run(input(), path)
      let standing = result.standing
      let ordered = standing.order.map { standing.means[$0] }
      #expect(ordered == ordered.sorted(by: >))
      #expect(standing.verdicts[standing.best] == .best && standing.verdicts.count { $0 == .best } == 1)
      for cell in result.cells.indices {
        for origin in 0..<2 {
          let value = standing.values[cell][origin]
          #expect(value.low <= value.value && value.value <= value.high)
          let difference = standing.differences[cell][origin]
          #expect(abs(difference.value - (value.value - standing.values[standing.best][origin].value)) < 1e-12)
        }
        if standing.verdicts[cell] == .noise { #expect(standing.tellingOrigins(cell) == 0) }
      }
      // Popular is tried without attributes, and said to be.
      #expect(SweepText.conclusion(result).joined().contains("Tried without attributes"))
      #expect(result.curves.map(\.axis) == [.history, .features, .parameter(model: "item-knn", key: "neighbours")])
      #expect(SweepText.notes(result).contains(ProtocolText.caveat))
    }
  }

  @Test("wrong event types, attributes and origins are said at once, and nothing runs") func findings() throws {
    let text = """
      log:
        synthetic: {users: 50 users, items: 20 items, events: 500 events, days: 10 days}
      evaluation: {answers: [sale]}
      origins: {count: 5 origins, every: 7 d}
      grid:
        events: [[view, buy]]
        features: [SIZE]
        recommenders: [popular]
      """
    let read = try SweepLoading.load(text: text, source: "s", folder: "", name: "s", memoryLimitBytes: 1 << 33)
    #expect(read.input == nil && read.findings.count == 4)
    for word in ["sale", "buy", "SIZE", "do not fit"] {
      #expect(read.findings.contains { $0.message.contains(word) }, "\(word)")
    }
  }

  @Test("weights of events and attributes of cold items change what is measured, and the future does not")
  func dataCounts() async throws {
    let text = """
      seed: 6
      log:
        synthetic: {users: 200 users, items: 120 items, events: 8000 events, days: 40 days, newItems: 50 %}
      evaluation: {k: 10 items, repeats: allowed, requests: 400 requests, resamples: 100 resamples}
      origins: {count: 1 origins, every: 10 d, last: 0 d}
      grid:
        events: [all, [view, purchase], [view, purchase*20]]
        features: [none, CATEGORY]
        recommenders: [popular, item-knn, sequential-rules]
      """
    try await withStore { path in
      let result = try await run(input(text), path)
      func value(_ model: String, _ events: String, _ features: String) throws -> Double {
        let cell = result.cells.firstIndex {
          $0.recommender.model == model && $0.events.label == events && $0.features.label == features
        }
        return result.standing.means[try #require(cell)]
      }
      #expect(result.cells.count == 15 && result.final == nil)
      for model in ["popular", "item-knn"] {
        #expect(try value(model, "all", "none") == value(model, "view+purchase", "none"))
        #expect(try value(model, "all", "none") != value(model, "view+purchase*20", "none"))
      }
      for model in ["item-knn", "sequential-rules"] {
        #expect(try value(model, "all", "none") != value(model, "all", "CATEGORY"))
      }
    }
  }

  @Test("models that get next to nothing to learn from score next to nothing, and do not stop a sweep")
  func thinData() async throws {
    let text = """
      log:
        synthetic: {users: 150 users, items: 80 items, events: 5000 events, days: 30 days}
      evaluation: {k: 5 items, requests: 100 requests, resamples: 100 resamples}
      origins: {count: 1 origins, every: 7 d, last: 1 d}
      grid:
        history: [1 h]
        events: [purchase]
        features: [none, [CATEGORY, BIRTH_WEEK]]
        recommenders: [popular, decayed-popular, trending, item-knn, rp3beta, sequential-rules, sequence-knn, ease, ials]
      """
    try await withStore { path in
      let result = try await run(input(text), path)
      #expect(result.cells.count == 15 && result.standing.means.allSatisfy { (0...1).contains($0) })
      #expect(result.numbers.allSatisfy { $0[0].trainingEvents < 20 })
    }
  }
}
