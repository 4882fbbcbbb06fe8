import Foundation
import LinearAlgebra
import Recommenders
import Testing

/// A small matrix with the weights, factors and losses that double-precision numpy programs found for it.
struct GoldenModels: Decodable {
  struct EASE: Decodable {
    let lambda: Float
    let B: [[Double]]
    let scores_user_0: [Double]
  }
  struct IALS: Decodable {
    let d: Int
    let a0: Float
    let reg: Float
    let H0: [[Float]]
    let epochs: Int
    let loss: [Double]
    let W: [[Double]]
    let H: [[Double]]
  }
  let interactions: [[Int32]]
  let users: Int
  let items: Int
  let ease: EASE
  let ials: IALS

  static let path = "metrics/golden-rec.json"
  static func read() throws -> GoldenModels {
    try JSONDecoder().decode(GoldenModels.self, from: Data(contentsOf: dataFolder.appending(path: path)))
  }

  var rows: BinaryRows {
    BinaryRows(
      rows: users, columns: items, rowOfPair: interactions.map { $0[0] }, columnOfPair: interactions.map { $0[1] })
  }
}

/// Rows of a made-up binary matrix: user u takes item i by a fixed rule, popular items more often.
func madeUpRows(users: Int, items: Int) -> BinaryRows {
  var pairs: [(Int32, Int32)] = []
  for user in 0..<users {
    for item in 0..<items where (user * 7 + item * 13 + user * item) % (3 + item / 4) == 0 {
      pairs.append((Int32(user), Int32(item)))
    }
  }
  return BinaryRows(rows: users, columns: items, rowOfPair: pairs.map(\.0), columnOfPair: pairs.map(\.1))
}

@Suite("EASE")
struct EASETests {
  @Test("has the weights and scores of another program", .enabled(if: hasData(GoldenModels.path)))
  func golden() throws {
    let golden = try GoldenModels.read()
    let model = try EASEModel(users: golden.rows, regularization: golden.ease.lambda)
    for source in 0..<golden.items {
      for target in 0..<golden.items {
        let weight = model.weight(from: Int32(source), to: Int32(target))
        #expect(abs(Double(weight) - golden.ease.B[source][target]) < 2e-6)
      }
    }
    var scores = [Float](repeating: 0, count: golden.users * model.scoreStride)
    model.score(Histories(golden.rows), 0..<golden.users, into: &scores)
    for item in 0..<golden.items { #expect(abs(Double(scores[item]) - golden.ease.scores_user_0[item]) < 5e-6) }
  }

  /// The largest difference between the weights of two models.
  static func distance(_ a: EASEModel, _ b: EASEModel) -> Float {
    var largest: Float = 0
    for source in 0..<Int32(a.itemCount) {
      for target in 0..<Int32(a.itemCount) {
        largest = max(largest, abs(a.weight(from: source, to: target) - b.weight(from: source, to: target)))
      }
    }
    return largest
  }

  @Test("learns new events, new users, lost events and new items as a new fit would") func updates() throws {
    let items = 30
    var lists = (0..<50).map { Array(madeUpRows(users: 50, items: items)[$0]) }
    func fitted(_ items: Int) throws -> EASEModel {
      let pairs = lists.enumerated().flatMap { user, list in list.map { (Int32(user), $0) } }
      return try EASEModel(
        users: BinaryRows(
          rows: lists.count, columns: items, rowOfPair: pairs.map(\.0), columnOfPair: pairs.map(\.1)),
        regularization: 7)
    }
    var model = try fitted(items)
    for step in 0..<6 {
      var before: [[Int32]] = []
      var after: [[Int32]] = []
      for user in [step, step + 9, step + 20] {
        // Each takes two items one by one, and one of them loses its first.
        for item in [Int32((user * 5 + step) % 30), Int32((user * 11 + 3) % 30)] {
          var changed = Set(lists[user]).union([item]).sorted()
          if user == step + 20, changed.count > 1 { changed.removeFirst() }
          before.append(lists[user])
          after.append(changed)
          lists[user] = changed
        }
      }
      lists.append([Int32(step), 20])
      before.append([])
      after.append([Int32(step), 20])
      let isLearned = model.update(before: before, after: after)
      #expect(isLearned)
      #expect(Self.distance(model, try fitted(items)) < 1e-5)
    }
    model.grow(toItemCount: 33)
    lists[3].append(32)
    let isLearned = model.update(before: [Array(lists[3].dropLast())], after: [lists[3]])
    #expect(isLearned)
    #expect(Self.distance(model, try fitted(33)) < 1e-5)
    // Nothing to learn changes nothing.
    let known = model
    let (same, none) = (model.update(before: [[1, 2]], after: [[1, 2]]), model.update(before: [], after: []))
    #expect(same && none && Self.distance(model, known) == 0)
  }

  @Test("refuses a catalogue beyond its limit before taking memory, and impossible parameters") func limits() {
    let wide = BinaryRows(rows: 1, columns: 25_001, rowOfPair: [0], columnOfPair: [25_000])
    let refused = #expect(throws: FittingError.self) { try EASEModel(users: wide, regularization: 100) }
    #expect(refused?.code == .catalogueTooLarge && "\(refused?.description ?? "")".contains("25001 items"))
    let sequences = Histories(rows: [[0, 25_000]])
    #expect(throws: FittingError.self) { try SLITModel(sequences: sequences, itemCount: 25_001, parameters: .init()) }
    for bad in [Float.nan, 0, -1, .infinity] {
      #expect(throws: FittingError.self) { try EASEModel(users: madeUpRows(users: 3, items: 3), regularization: bad) }
    }
    #expect(EASEModel.bytes(items: 3_706) < 60_000_000)
  }
}

@Suite("SLIT")
struct SLITTests {
  @Test("has the weights of its definition, with one row for each prefix") func definition() throws {
    var sequences: [[Int32]] = []
    for user in 0..<25 {
      var items: [Int32] = []
      for place in 0...(user % 9) { items.append(Int32((user * 3 + place * place + user * place) % 11)) }
      sequences.append(items)
    }
    let (tau, lambda, n) = (1.7, 2.5, 11)
    var gram = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
    var next = gram
    for sequence in sequences where sequence.count > 1 {
      for last in 0..<(sequence.count - 1) {
        var source = [Double](repeating: 0, count: n)
        for place in 0...last { source[Int(sequence[place])] += exp(-Double(last - place) / tau) }
        for i in 0..<n {
          for j in 0..<n { gram[i][j] += source[i] * source[j] }
          next[i][Int(sequence[last + 1])] += source[i]
        }
      }
    }
    for i in 0..<n { gram[i][i] += lambda }
    let model = try SLITModel(
      sequences: Histories(rows: sequences), itemCount: n,
      parameters: .init(decayItems: tau, regularization: Float(lambda)))
    // (SᵀS + λI)·B = SᵀT.
    for i in 0..<n {
      for j in 0..<n {
        let left = (0..<n).reduce(0.0) { $0 + gram[i][$1] * Double(model.weight(from: Int32($1), to: Int32(j))) }
        #expect(abs(left - next[i][j]) < 1e-3)
      }
    }
  }

  @Test("takes any input: nobody, one item, one event each, one user with 100,000 events") func hostile() throws {
    let heavy: [Int32] = (0..<100_000).map { Int32($0 % 50) }
    let inputs: [[[Int32]]] = [[], [[]], [[0]], [[0], [1]], [[0, 0, 0]], [heavy]]
    for sequences in inputs {
      let model = try SLITModel(sequences: Histories(rows: sequences), itemCount: 50, parameters: .init())
      let lists = model.bestItems(model.decayed(Histories(rows: sequences)), count: 60, excluding: nil)
      #expect(lists.allSatisfy { $0.count == 50 } && lists.count == sequences.count)
    }
    let none = try SLITModel(sequences: Histories(rows: []), itemCount: 0, parameters: .init())
    #expect(none.bestItems(Histories(rows: [[]]), count: 5, excluding: nil) == [[]])
  }
}

@Suite("iALS")
struct ImplicitFactorTests {
  @Test("has the factors and the losses of another program", .enabled(if: hasData(GoldenModels.path)))
  func golden() throws {
    let golden = try GoldenModels.read()
    let start = Matrix(rows: golden.items, columns: golden.ials.d, flat: golden.ials.H0.flatMap { $0 })
    for epochs in 1...golden.ials.epochs {
      let parameters = ImplicitFactorModel.Parameters(
        factors: golden.ials.d, epochs: epochs, unobservedWeight: golden.ials.a0, regularization: golden.ials.reg,
        solver: .exact)
      let model = try ImplicitFactorModel(users: golden.rows, parameters: parameters, start: start)
      #expect(abs(model.loss(users: golden.rows) / golden.ials.loss[epochs - 1] - 1) < 1e-4)
      guard epochs == golden.ials.epochs else { continue }
      for (own, theirs) in [(model.users, golden.ials.W), (model.items, golden.ials.H)] {
        for (value, expected) in zip(own.flat, theirs.flatMap { $0 }) { #expect(abs(Double(value) - expected) < 2e-3) }
      }
    }
  }

  @Test("conjugate gradients come as low as exact solutions") func solvers() throws {
    let rows = madeUpRows(users: 90, items: 40)
    func loss(_ solver: ImplicitFactorModel.Solver) throws -> Double {
      try ImplicitFactorModel(users: rows, parameters: .init(factors: 12, epochs: 20, solver: solver)).loss(users: rows)
    }
    let exact = try loss(.exact)
    #expect(try abs(loss(.conjugateGradients(steps: 40)) / exact - 1) < 0.001)
    #expect(try loss(.conjugateGradients(steps: 3)) / exact < 1.1)
  }

  @Test("folding in a user's own items gives the vector of the fit's next sweep, and a stranger gets none")
  func foldIn() throws {
    let rows = madeUpRows(users: 60, items: 40)
    var model = try ImplicitFactorModel(
      users: rows, parameters: .init(factors: 8, epochs: 400, regularization: 0.02, solver: .exact))
    var scratch = SystemScratch()
    for user in 0..<60 {
      let vector = model.vector(of: rows[user], scratch: &scratch)
      for factor in 0..<8 { #expect(abs(vector[factor] - model.users[user, factor]) < 2e-3) }
    }
    #expect(model.vector(of: [], scratch: &scratch).allSatisfy { $0 == 0 })
    model.update(users: [(user: 62, items: Array(rows[5])), (user: 7, items: [])])
    #expect(model.users.rows == 63)
    let folded = model.vector(of: rows[5], scratch: &scratch)
    for factor in 0..<8 {
      #expect(model.users[62, factor] == folded[factor] && model.users[7, factor] == 0 && model.users[61, factor] == 0)
    }
  }

  @Test("same seed, same factors; another seed, others") func seeds() throws {
    let rows = madeUpRows(users: 200, items: 40)
    func items(_ seed: UInt64) throws -> [Float] {
      try ImplicitFactorModel(users: rows, parameters: .init(factors: 20, epochs: 3, seed: seed)).items.flat
    }
    #expect(try items(5) == items(5) && items(5) != items(6))
  }

  @Test("refuses what memory cannot hold, and impossible parameters") func limits() {
    // 20 million events of 50,000 items by 400,000 users take less than 16 GB.
    #expect(ImplicitFactorModel.bytes(users: 400_000, items: 50_000, events: 20_000_000, factors: 128) < 1_000_000_000)
    #expect(ImplicitFactorModel.bytes(users: 9_000_000, items: 1, events: 1, factors: 1_024) > DenseLimits.bytes)
    let rows = madeUpRows(users: 4, items: 4)
    for parameters: ImplicitFactorModel.Parameters in [
      .init(factors: 0), .init(factors: 2_000), .init(epochs: 0), .init(unobservedWeight: .nan),
      .init(regularization: 0), .init(regularization: .infinity),
    ] {
      #expect(throws: FittingError.self) { try ImplicitFactorModel(users: rows, parameters: parameters) }
    }
  }
}
