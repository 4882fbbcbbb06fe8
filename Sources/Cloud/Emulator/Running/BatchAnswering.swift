import Attributes
import BatchFiles
import Dispatch
import Filters
import Interactions
import JSONText
import Recommenders
import Synchronization

/// Answers the lines of a batch inference job.
struct BatchAnswering {
  let model: ServedModel
  let data: GroupData
  let filters: FilterBinding
  let recipe: String
  let type: String
  /// The filter's expression; nil without one.
  let expression: String?
  let count: Int
  /// Microseconds of the simulated clock.
  let now: Int64

  /// Lines of a file: the service takes 50 million.
  static let lineBytes = 1 << 20

  /// The `.out` file of an input file, and how many lines were answered.
  func output(_ input: [UInt8]) -> (bytes: [UInt8], lines: Int) {
    let lines = input.split(separator: UInt8(ascii: "\n")).filter { line in
      line.contains { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 }
    }
    let chunk = 64
    let parts = Mutex([[UInt8]](repeating: [], count: (lines.count + chunk - 1) / chunk))
    DispatchQueue.concurrentPerform(iterations: (lines.count + chunk - 1) / chunk) { part in
      var bytes: [UInt8] = []
      for line in lines[(part * chunk)..<min(lines.count, (part + 1) * chunk)] {
        bytes += answer(Array(line)).compactText.utf8
        bytes.append(UInt8(ascii: "\n"))
      }
      parts.withLock { $0[part] = bytes }
    }
    return (parts.withLock { $0.flatMap(\.self) }, lines.count)
  }

  private func answer(_ line: [UInt8]) -> JSONTree {
    var limits = JSONReader.Limits()
    limits.depth = 16
    guard line.count <= Self.lineBytes, let tree = try? JSONTree(line, limits: limits), tree.kind == .object else {
      // Readers look for members of the input, so it is an object here too.
      return failed(.object([]), "The input line is not a valid JSON object.")
    }
    do throws(ServiceFault) {
      return .object([("input", tree), ("output", try output(tree)), ("error", JSONTree(.null))])
    } catch {
      return failed(tree, error.message)
    }
  }

  private func failed(_ input: JSONTree, _ message: String) -> JSONTree {
    .object([("input", input), ("output", JSONTree(.null)), ("error", .text(message))])
  }

  private func output(_ line: JSONTree) throws(ServiceFault) -> JSONTree {
    let user = try text("userId", of: line)
    let item = try text("itemId", of: line)
    let streamed = user.map { data.streamed(of: $0, first: data.streamedCount(of: $0, at: now)) } ?? []
    var filter: FilterBinding.Bound?
    if let expression {
      var values: [String: String] = [:]
      for member in line["filterValues"]?.members ?? [] { values[member.key] = member.value.string ?? "" }
      filter = try filters.bound(expression, values: values, model: model, at: now)
    }
    func allowed(_ memory: inout ServedModel.Memory) -> ItemSet? {
      filter.map { filter in
        let events = user.map { filters.events(of: $0, model: model, types: filter.eventTypes, streamed: streamed) }
        return filter.filter.allowed(
          for: .init(
            user: user.flatMap { filter.users?.row(of: $0) }, events: events ?? .none,
            currentItem: item.flatMap { model.items[$0] }), scratch: &memory.filtering)
      }
    }
    let news = user.map {
      data.streamed(of: $0, first: data.streamedCount(of: $0, at: now), from: model.streamed)
    }
    let profile = model.profile(of: user, since: news ?? [])
    switch type {
    case "RELATED_ITEMS":
      guard let item else { throw .invalid("The input line must have an itemId.") }
      return list(
        model.withMemory { memory in
          let allowed = allowed(&memory)
          return model.similar(to: item, count: count, allowed: allowed, memory: &memory)
        })
    case "PERSONALIZED_RANKING":
      guard user != nil, let given = line["itemList"]?.elements?.compactMap(\.string), !given.isEmpty,
        given.count <= BatchQuery.mostCandidates
      else { throw .invalid("The input line must have a userId and an itemList of 1 to 500 items.") }
      let ranked = model.withMemory { memory in
        let allowed = allowed(&memory)
        let known = given.compactMap { model.items[$0] }.filter { allowed?.contains($0) ?? true }
        return model.rank(known, for: profile, memory: &memory)
      }
      return list(ranked, strangers: filter == nil ? given.filter { model.items[$0] == nil } : [])
    default:
      guard user != nil else { throw .invalid("The input line must have a userId.") }
      let isPopularity = recipe == "aws-popularity-count"
      return list(
        model.withMemory { memory in
          let allowed = allowed(&memory)
          return model.recommend(
            to: isPopularity ? .unknown : profile, count: count, allowed: allowed, hasScores: !isPopularity,
            memory: &memory)
        })
    }
  }

  private func text(_ key: String, of line: JSONTree) throws(ServiceFault) -> String? {
    guard let value = line[key], value.kind != .null else { return nil }
    guard let text = value.string, !text.isEmpty, text.unicodeScalars.count <= 256 else {
      throw .invalid("\(key) must be a string of 1 to 256 characters.")
    }
    return text
  }

  private func list(_ items: [ServedModel.Item], strangers: [String] = []) -> JSONTree {
    let names = items.map { JSONTree.text(model.trained.items[Int($0.index)]) } + strangers.map(JSONTree.text)
    let scores = items.compactMap(\.score)
    var members: [(String, JSONTree)] = [("recommendedItems", .array(names))]
    if scores.count == items.count, !scores.isEmpty, strangers.isEmpty {
      members.append(
        (
          "scores",
          .array(
            scores.map { score in
              var bytes: [UInt8] = []
              FixedText.append(score, to: &bytes)
              return JSONTree(.number(String(decoding: bytes, as: UTF8.self)))
            })
        ))
    }
    return .object(members)
  }
}
