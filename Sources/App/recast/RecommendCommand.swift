import ArgumentParser
import Attributes
import Engine
import Filters
import InteractionStore
import Measures
import Recommenders
import Reports

/// `recast recommend`: answers from a saved model.
struct RecommendCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recommend", abstract: "Recommend items to users from a model that recast train saved.",
    discussion: """
      A user the model does not know gets what everyone gets. With --rank, the given items in this user's order; with \
      --similar-to, items like one item.
      """)

  @Argument(help: "The model file.") var model: String
  @Option(help: "A user's ID; may be repeated.") var user: [String] = []
  @Option(help: "A file with a user's ID a line.") var users: String?
  @Option(help: "Items a list.") var k = 25
  @Flag(help: "Let lists hold items that their user has already taken.") var repeats = false
  @Option(help: "Item IDs to put in this user's order, separated by commas.") var rank: String?
  @Option(help: "An item's ID, to find items like it.") var similarTo: String?
  @Option(help: "A filter expression of the service, applied while ranking: lists stay full.") var filter: String?
  @Option(help: "Attributes of items for the filter, CSV with ITEM_ID.") var items: String?
  @Option(help: "A filter placeholder's value, NAME=VALUE; may be repeated.") var value: [String] = []
  @Flag(help: "Print JSON.") var json = false
  @Flag(help: "Print what the model is, what it was fitted to and what fitting found out, instead of answers.")
  var about = false

  func validate() throws {
    guard (1...10_000).contains(k) else { throw ValidationError("--k takes a whole number from 1 to 10000.") }
    guard about || similarTo != nil || !user.isEmpty || users != nil else {
      throw ValidationError("Name users with --user or --users, or an item with --similar-to.")
    }
    if rank != nil, user.count != 1 || users != nil { throw ValidationError("--rank goes with one --user.") }
  }

  func run() async throws {
    let trained = try load()
    if about { return try show(trained) }
    let bound = try filter.map { try BoundFilter.given($0, values: value) }
    let answers: Answers
    do { answers = try Answers(trained, filter: bound, itemTable: try table()) } catch let error
      as FilterCompilationError
    {
      throw Stop(.wrongInput, "\(error) Give a file that does with --items.")
    }
    if let similarTo {
      try show([(similarTo, answers.similar(to: similarTo, count: k))], key: "itemId")
    } else if let rank {
      try show([(user[0], answers.ranked(rank.split(separator: ",").map(String.init), for: user[0]))], key: "userId")
    } else {
      let begin = ContinuousClock.now
      let lists = await answers.lists(for: try names(), count: k, repeats: repeats) {
        Terminal.Progress.shared.update(TimeLeft.text("recommending", share: $0, since: begin))
      }
      Terminal.Progress.shared.clear()
      try show(lists, key: "userId")
    }
  }

  private func table() throws -> AttributeTable? {
    guard let items else { return nil }
    return try DataFiles.attributes(items, of: .items)
  }

  private func load() throws -> TrainedModel {
    let bytes: [UInt8]
    do { bytes = try readFile(model) } catch { throw Stop(.environment, "\(error)") }
    do throws(ModelFileError) { return try TrainedModel(decoding: bytes) } catch {
      throw Stop(.wrongInput, "\(model): \(error)")
    }
  }

  private func names() throws -> [String] {
    guard let users else { return user }
    let bytes: [UInt8]
    do { bytes = try readFile(users) } catch { throw Stop(.environment, "\(error)") }
    let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
    guard let bad = lines.first(where: { $0.utf8.count > 256 }) else { return user + lines }
    throw Stop(.wrongInput, "\(users) has a line of \(bad.utf8.count) bytes; an ID has at most 256.")
  }

  private func show(_ trained: TrainedModel) throws {
    let (origin, notes) = (trained.provenance, trained.recommender.notes)
    if json {
      let members: [String: JSONValue] = [
        "model": .string(trained.specification.text), "formula": .string(trained.specification.formula),
        "source": .string(origin.source), "checksum": .string(origin.sourceChecksum),
        "events": .integer(origin.events), "items": .integer(trained.recommender.knownItemCount),
        "notes": .array(notes.map { .string($0) }),
      ]
      return try Terminal.write(.object(members))
    }
    Terminal.write(
      "\(trained.specification.text)\n\(trained.specification.formula)\nfitted to \(origin.events) events of "
        + "\(trained.recommender.knownItemCount) items in \(Terminal.quiet(origin.source)), checksum "
        + "\(Terminal.quiet(origin.sourceChecksum))\n" + notes.map { Terminal.quiet($0) + "\n" }.joined())
  }

  private func show(_ lists: [(id: String, items: [Answers.Item])], key: String) throws {
    if json {
      let values = lists.map { list -> JSONValue in
        let items = list.items.map { item -> JSONValue in
          .object(["itemId": .string(item.name), "score": item.score.map { .number(Double($0)) } ?? .null])
        }
        return .object([key: .string(list.id), "items": .array(items)])
      }
      return try Terminal.write(.array(values))
    }
    for list in lists {
      let items = list.items.map { Terminal.quiet($0.name) }.joined(separator: " ")
      Terminal.write("\(Terminal.quiet(list.id)): \(items)\n")
    }
  }
}

extension Terminal {
  /// A name of the user's data without characters that steer a terminal.
  static func quiet(_ name: String) -> String {
    String(
      String.UnicodeScalarView(name.unicodeScalars.map { $0.value < 32 || (127..<160).contains($0.value) ? "?" : $0 }))
  }
}
