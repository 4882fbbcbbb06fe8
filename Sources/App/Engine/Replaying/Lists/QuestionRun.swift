import Interactions
import Recommenders

/// Asks all questions of a table and scores the lists as they come.
struct QuestionRun {
  let table: QuestionTable
  let k: Int
  let threads: Int
  /// Where finished parts are kept; nil for nowhere.
  let keeping: KeptScores?

  /// Models held at once, and questions to a piece of parallel work: fixed, so that nothing depends on the number of cores.
  private static let statesAtOnce = 8
  private static let questionsAtOnce = 20_000
  private static let chunk = 128
  /// What a model costs in questions, to tell how far the work is.
  private static let stateWeight = 1000

  /// Wall-clock seconds of making models ready, and of lists and scores.
  struct Seconds: Sendable {
    var models = 0.0
    var lists = 0.0
  }

  /// States with their questions, in the order of the work.
  private struct Part {
    var states: [Int] = []
    var questions: [(source: Int, place: Int)] = []
  }

  /// All scores, in the order of the table's questions.
  ///
  /// - Parameter progress: called with the share done.
  /// - Throws: what the backend throws, or where finished parts cannot be kept.
  func scores(
    from backend: inout any ReplayBackend, progress: (Double) -> Void
  ) async throws -> (scores: ListScores, seconds: Seconds) {
    let parts = parts()
    let clock = ContinuousClock()
    var seconds = Seconds()
    var scores = [ListScore](repeating: .missing, count: table.questions.count)
    let all = Double(max(1, table.questions.count + Self.stateWeight * table.states.count))
    var done = 0.0
    let table = table
    let k = k
    for part in parts {
      let places = part.questions.map(\.place)
      let key = keeping?.key(of: places, table: table, identity: backend.identity, k: k)
      if let key, let kept = keeping?.read(key, count: places.count) {
        for (place, score) in zip(places, kept) { scores[place] = score }
      } else {
        let begin = clock.now
        let sources = try await backend.sources(for: part.states.map { table.states[$0] })
        let ready = clock.now
        seconds.models += (ready - begin) / .seconds(1)
        let chunks = (places.count + Self.chunk - 1) / Self.chunk
        let questions = part.questions
        var own: [ListScore] = []
        own.reserveCapacity(places.count)
        try await inOrder(chunks, threads: threads) { chunk in
          let range = (chunk * Self.chunk)..<min(questions.count, (chunk + 1) * Self.chunk)
          return try Self.scores(of: questions[range], sources: sources, table: table, k: k)
        } consume: { chunk, results in
          own += results
          progress((done + Double(chunk * Self.chunk) + Double(Self.stateWeight * part.states.count)) / all)
        }
        for (place, score) in zip(places, own) { scores[place] = score }
        if let key { try keeping?.write(own, key) }
        seconds.lists += (clock.now - ready) / .seconds(1)
      }
      done += Double(places.count + Self.stateWeight * part.states.count)
      progress(done / all)
    }
    return (ListScores(scores: scores), seconds)
  }

  private static func scores(
    of questions: ArraySlice<(source: Int, place: Int)>, sources: [any ListSource], table: QuestionTable, k: Int
  ) throws -> [ListScore] {
    var catalogue: (items: Int32, set: ItemSet)?
    var results: [ListScore] = []
    var index = questions.startIndex
    while index < questions.endIndex {
      // Questions of one source at a time.
      var end = index
      var asked: [ListQuestion] = []
      while end < questions.endIndex, questions[end].source == questions[index].source {
        let question = table.questions[questions[end].place]
        if question.catalogueItems >= 0, catalogue?.items != question.catalogueItems {
          catalogue = (question.catalogueItems, table.catalogue.items(Int(question.catalogueItems)))
        }
        asked.append(table.question(question, catalogue: question.catalogueItems < 0 ? nil : catalogue?.set))
        end += 1
      }
      let lists = try sources[questions[index].source].lists(for: asked, count: k)
      for (list, place) in zip(lists, index..<end) {
        let request = Int(table.questions[questions[place].place].request)
        results.append(ListScore(list, truth: table.requests.truth(request), k: k))
      }
      index = end
    }
    return results
  }

  /// The table's questions by state in order of time, a few states to a part.
  private func parts() -> [Part] {
    let order = table.states.indices.sorted { table.states[$0] < table.states[$1] }
    var byState = [[Int]](repeating: [], count: table.states.count)
    for (place, question) in table.questions.enumerated() { byState[Int(question.state)].append(place) }
    var parts: [Part] = []
    var part = Part()
    for state in order {
      // Lists of popular items are light, and there are many.
      let most = table.states[state].isPopularList ? 8 * Self.statesAtOnce : Self.statesAtOnce
      if part.states.count >= most || part.questions.count >= Self.questionsAtOnce {
        parts.append(part)
        part = Part()
      }
      let source = part.states.count
      part.states.append(state)
      part.questions += byState[state].map { (source, $0) }
    }
    if !part.states.isEmpty { parts.append(part) }
    return parts
  }
}
