import BatchFiles
import InteractionStore

/// What loading a batch job's output came to.
package struct BatchLoading: Sendable {
  /// A line that did not become a list.
  package struct BadLine: Hashable, Sendable {
    package let file: String
    /// Counted from 1.
    package let line: Int
    package let message: String
  }

  package let acceptance: AcceptanceResult
  /// The version that readers get now; nil where the lists were not accepted, or were only to be tested.
  package let published: ServingVersion?
  /// The first twenty.
  package let badLines: [BadLine]

  /// How a load is done.
  package struct Settings: Sendable {
    package var reference = AcceptanceTally.Reference()
    /// Shares that take the place of the rules' own.
    package var limits: [AcceptanceRule: Double] = [:]
    /// Versions kept besides the new one.
    package var keeping = 2
    /// Whether nothing is to be published, however good it is.
    package var isTrial = false
    /// Time of the load, ISO 8601 in UTC.
    package var loadedAt = ""
    /// The files, as versions name them.
    package var source = ""

    package init() {}
  }

  /// Streams files into a new version of a table, tests them on the way, and points readers to it where they pass.
  ///
  /// - Parameter progress: called now and then with the lines read.
  /// - Throws: `StoreError` or `ServingError`; readers keep what they had.
  package init(
    _ files: [String], into store: any ServingStore, _ table: ServingTableName, _ settings: Settings,
    progress: (Int) -> Void = { _ in }
  ) throws {
    var tally = AcceptanceTally(reference: settings.reference)
    var badLines: [BadLine] = []
    var load: (any ServingLoad)?
    var waiting: [BatchAnswer] = []
    var waitingItems = 0
    /// Compares the lists that wait with those served now, many at a time, and adds them.
    func flush() throws {
      guard let load else { return }
      for (answer, previous) in zip(waiting, try load.previousLists(waiting.map(\.key))) {
        if !previous.isEmpty { tally.compare(answer, with: previous) }
        try load.add(answer)
      }
      waiting.removeAll(keepingCapacity: true)
      waitingItems = 0
    }
    // A load that is left by an error removes its version as it goes.
    func take(_ line: BatchLine, _ number: Int, _ file: String) throws {
      let before = tally.broken.reduce(tally.failed + tally.repeatedKeys, +)
      let admitted = tally.admit(line)
      if tally.lines.isMultiple(of: 10_000) { progress(tally.lines) }
      guard let answer = admitted else {
        if badLines.count < 20, tally.broken.reduce(tally.failed + tally.repeatedKeys, +) > before {
          badLines.append(BadLine(file: file, line: number, message: BatchLoading.message(line, tally)))
        }
        return
      }
      if load == nil {
        load = try store.begin(table, kind: answer.kind, source: settings.source, loadedAt: settings.loadedAt)
      }
      guard !answer.items.isEmpty else { return }
      waiting.append(answer)
      waitingItems += answer.items.count
      if waiting.count >= 500 || waitingItems >= 50_000 { try flush() }
    }
    for file in files {
      var reader = BatchOutputReader()
      var failure: (any Error)?
      try readChunks(of: file) { chunk in
        do { try reader.append(chunk) { try take($1, $0, file) } } catch { failure = error }
        return failure == nil
      }
      if let failure { throw failure }
      try reader.finish { try take($1, $0, file) }
    }
    try flush()
    acceptance = AcceptanceResult(tally, previousLists: load?.previousLists, limits: settings.limits)
    self.badLines = badLines
    if acceptance.isAccepted, !settings.isTrial {
      published = try load?.publish(keeping: settings.keeping)
    } else {
      try load?.abandon()
      published = nil
    }
  }

  private static func message(_ line: BatchLine, _ tally: AcceptanceTally) -> String {
    switch line {
    case .failed(let key, let message): "The service failed\(key.map { " for \($0)" } ?? ""): \(message)"
    case .broken(let fault, let detail): detail.isEmpty ? fault.message : "\(fault.message) \(detail)"
    case .answer(let answer):
      answer.kind == tally.kind ? "An earlier line is about \(answer.key) too." : BatchLineFault.otherKind.message
    }
  }
}
