import Foundation
import LinearAlgebra
import Recommenders
import Testing

/// Quality on public files whose published numbers are known.
@Suite("Dense models on real data")
struct DenseQualityTests {
  /// Whole numbers of a text file, line by line.
  static func numbers(_ path: String) throws -> [[Int]] {
    var rows: [[Int]] = []
    var row: [Int] = []
    var value: Int?
    for byte in try Data(contentsOf: dataFolder.appending(path: path)) {
      if (48...57).contains(byte) {
        value = (value ?? 0) * 10 + Int(byte) - 48
        continue
      }
      if let number = value { row.append(number) }
      value = nil
      if byte == 10 {
        rows.append(row)
        row = []
      }
    }
    return rows
  }

  static let ncf = "ncf-ml-1m/ml-1m.train.rating"

  /// HR@10 and NDCG@10 among one held-out and 99 sampled items, as in He et al., WWW 2017.
  static func sampled(_ models: (BinaryRows) throws -> some LinearScoring) throws -> (hits: Double, ndcg: Double) {
    let train = try numbers(ncf)
    let test = try numbers("ncf-ml-1m/ml-1m.test.rating")
    let negatives = try numbers("ncf-ml-1m/ml-1m.test.negative")
    let rows = BinaryRows(
      rows: test.count, columns: 3_706, rowOfPair: train.map { Int32($0[0]) }, columnOfPair: train.map { Int32($0[1]) })
    let model = try models(rows)
    var scores = [Float](repeating: 0, count: test.count * model.scoreStride)
    model.score(Histories(rows), 0..<test.count, into: &scores)
    var (hits, ndcg) = (0.0, 0.0)
    for user in 0..<test.count {
      let own = scores[user * model.scoreStride..<(user + 1) * model.scoreStride]
      let target = own[own.startIndex + test[user][1]]
      // The line begins with (user, item); the item itself does not beat itself.
      let rank = negatives[user].dropFirst(2).count { own[own.startIndex + $0] > target }
      if rank < 10 { (hits, ndcg) = (hits + 1, ndcg + 1 / log2(Double(rank) + 2)) }
    }
    return (hits / Double(test.count), ndcg / Double(test.count))
  }

  @Test("EASE: .7192 / .4494 published (Ferrari Dacrema et al., TOIS 2021)", .enabled(if: hasData(ncf))) func ease()
    throws
  {
    let quality = try Self.sampled { try EASEModel(users: $0, regularization: 1_320) }
    #expect(abs(quality.hits - 0.719) < 0.002 && abs(quality.ndcg - 0.448) < 0.002)
  }

  @Test("iALS: .722 / .445 published (Rendle et al., RecSys 2022)", .enabled(if: hasData(ncf))) func ials() throws {
    let quality = try Self.sampled {
      try ImplicitFactorModel(
        users: $0, parameters: .init(factors: 192, epochs: 12, unobservedWeight: 0.3, regularization: 0.007))
    }
    #expect(quality.hits >= 0.722 && quality.ndcg >= 0.445)
  }

  static let sequence = "ml-1m/sequence.txt"

  @Test("SLIT: parameters from the last event but one, then .273 / .160 on the last", .enabled(if: hasData(sequence)))
  func slit() throws {
    var sequences = [[Int32]](repeating: [], count: 6_040)
    for row in try Self.numbers(Self.sequence) { sequences[row[0] - 1].append(Int32(row[1] - 1)) }
    let train = Histories(rows: sequences.map { Array($0.dropLast(2)) })
    func quality(_ model: SLITModel, hidden: Int) -> (hits: Double, ndcg: Double) {
      let known = Histories(rows: sequences.map { Array($0.dropLast(hidden)) })
      let lists = model.bestItems(model.decayed(known), count: 10, excluding: known)
      var (hits, ndcg) = (0.0, 0.0)
      for (list, sequence) in zip(lists, sequences) {
        guard let rank = list.firstIndex(of: sequence[sequence.count - hidden]) else { continue }
        (hits, ndcg) = (hits + 1, ndcg + 1 / log2(Double(rank) + 2))
      }
      return (hits / 6_040, ndcg / 6_040)
    }
    let models = try [(2.0, 200), (5.0, 200)].map {
      try SLITModel(
        sequences: train, itemCount: 3_416, parameters: .init(decayItems: $0.0, regularization: Float($0.1)))
    }
    let best = try #require(models.max { quality($0, hidden: 2).ndcg < quality($1, hidden: 2).ndcg })
    let tested = quality(best, hidden: 1)
    #expect(tested.hits >= 0.273 && tested.ndcg >= 0.160)
  }
}
