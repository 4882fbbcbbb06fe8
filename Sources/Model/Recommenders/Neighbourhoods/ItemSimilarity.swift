import Interactions
import LinearAlgebra

/// Each item's nearest neighbours by the users they share.
///
/// Of item-kNN: similarity(i, j) = |Uᵢ ∩ Uⱼ| / (|Uᵢ|^½ |Uⱼ|^discount + shrink), where Uᵢ are the users with i in their
/// capped history. Source: M. Deshpande, G. Karypis, "Item-based top-N recommendation algorithms", ACM TOIS 22(1), 2004;
/// shrinkage as in R. Bell, Y. Koren, ICDM 2007. Rows are computed one item at a time, so memory is linear in the capped
/// events and in items × neighbours, never in pairs of items.
package struct ItemSimilarity: Sendable {
  let formula: SimilarityFormula
  /// Neighbours kept for an item.
  let neighbourLimit: Int
  /// Start of each item's row as it was fitted; one more entry than items.
  private var offsets: [Int] = [0]
  /// Neighbours of all rows, most similar first, equal ones in ascending order of index; never the item itself.
  private var neighbours: [Int32] = []
  /// Similarities beside `neighbours`, positive.
  private var similarities: [Float] = []
  /// The weights of shared users beside `neighbours`.
  private var shared: [Float] = []
  /// Each item's mass: Σ of its users' squared weights.
  private(set) var masses: [Double]
  /// Each item's Σ of what its users count.
  private var ownShared: [Double]
  /// Each item's similarity with itself, zero for items in nobody's history.
  private(set) var ofSelf: [Float]
  /// Place of an item's row in `changed` where events came after the fit, else -1.
  private var changedPlaces: [Int32]
  private var changed: [Row] = []
  /// Shared weights of pairs since the fit that have no place in their row, by first item and second item.
  private var waiting: [UInt64: Float] = [:]

  /// A row that is no longer as it was fitted, in no order.
  struct Row: Sendable {
    var neighbours: [Int32]
    var similarities: [Float]
    var shared: [Float]
    /// No similarity is less.
    var least: Float = 0
  }

  /// Of the events strictly before `cutSeconds` (seconds since the epoch); reads `neighbours`, `historyLimit` and
  /// `shrink` of the parameters.
  package init(log: InteractionLog, before cutSeconds: Int64, parameters: ItemKNNParameters) {
    self.init(
      UserItemIncidence(TrainingData(log, before: cutSeconds), historyLimit: parameters.historyLimit),
      itemCount: log.items.count, formula: parameters.formulaOfSimilarity, neighbours: parameters.neighbours)
  }

  /// Rows of the positive similarities between an item and each other one that shares a user with it.
  init(_ incidence: UserItemIncidence, itemCount: Int, formula: SimilarityFormula, neighbours limit: Int) {
    self.formula = formula
    neighbourLimit = limit
    masses = incidence.masses(itemCount: itemCount)
    let userWeights = (0..<incidence.userCount).map {
      formula.weight(ofUserWith: incidence.offsets[$0 + 1] - incidence.offsets[$0])
    }
    var ownShared = [Double](repeating: 0, count: itemCount)
    for user in 0..<incidence.userCount {
      for index in incidence.offsets[user]..<incidence.offsets[user + 1] {
        let weight = Double(incidence.weight(at: index))
        ownShared[Int(incidence.items[index])] += userWeights[user] * weight * weight
      }
    }
    self.ownShared = ownShared
    ofSelf = []
    changedPlaces = [Int32](repeating: -1, count: itemCount)
    let chunk = 256
    var parts = [Part](repeating: Part(), count: (itemCount + chunk - 1) / chunk)
    let columns = incidence.columns(itemCount: itemCount)
    let factors = formula.factors(masses)
    parts.withUnsafeMutableBufferPointer { parts in
      nonisolated(unsafe) let parts = parts
      Chunks.run(over: itemCount, by: chunk) { items in
        parts[items.lowerBound / chunk].collect(
          items, incidence: incidence, columns: columns, userWeights: userWeights, formula: formula, factors: factors,
          limit: limit)
      }
    }
    offsets.reserveCapacity(itemCount + 1)
    for part in parts {
      for end in part.ends { offsets.append(neighbours.count + end) }
      neighbours += part.neighbours
      similarities += part.similarities
      shared += part.shared
    }
    ofSelf = masses.indices.map { Float(formula.ofSelf(shared: ownShared[$0], mass: masses[$0])) }
  }

  /// The rows of some items.
  private struct Part {
    var ends: [Int] = []
    var neighbours: [Int32] = []
    var similarities: [Float] = []
    var shared: [Float] = []

    mutating func collect(
      _ items: Range<Int>, incidence: UserItemIncidence, columns: UserItemIncidence.Columns, userWeights: [Double],
      formula: SimilarityFormula, factors: (first: [Double], second: [Double]), limit: Int
    ) {
      var sums = [Double](repeating: 0, count: factors.first.count)
      var touched: [Int32] = []
      var best = TopItems()
      for item in items {
        for entry in columns.offsets[item]..<columns.offsets[item + 1] {
          let user = Int(columns.users[entry])
          let weight = userWeights[user] * Double(incidence.weight(at: Int(columns.places[entry])))
          guard weight > 0 else { continue }
          for index in incidence.offsets[user]..<incidence.offsets[user + 1] {
            let other = incidence.items[index]
            let sum = sums[Int(other)]
            if sum == 0 { touched.append(other) }
            sums[Int(other)] = sum + weight * Double(incidence.weight(at: index))
          }
        }
        best.start(capacity: limit)
        for other in touched where Int(other) != item {
          let value = Float(
            formula.similarity(
              sums[Int(other)], first: factors.first[item], second: factors.second[Int(other)]))
          if value > 0, value.isFinite { best.offer(other, score: value) }
        }
        for entry in best.sorted() {
          neighbours.append(entry.item)
          similarities.append(entry.score)
          shared.append(Float(sums[Int(entry.item)]))
        }
        ends.append(neighbours.count)
        for other in touched { sums[Int(other)] = 0 }
        touched.removeAll(keepingCapacity: true)
      }
    }
  }

  /// An item's neighbours and their similarities, most similar first; `item` is an index into the log's items.
  package func neighbours(of item: Int32) -> [(item: Int32, similarity: Float)] {
    let row = copied(item)
    return row.neighbours.indices.map { (row.neighbours[$0], row.similarities[$0]) }
      .sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0 < $1.0 }
  }

  var itemCount: Int { ofSelf.count }

  /// Adds an item's similarities, times a weight, to the scores of its neighbours.
  func add(_ item: Int32, times weight: Float, to scratch: inout ScoringScratch) {
    let place = Int(changedPlaces[Int(item)])
    if place >= 0 {
      let row = changed[place]
      scratch.add(row.neighbours, row.similarities, in: 0..<row.neighbours.count, times: weight)
    } else {
      scratch.add(neighbours, similarities, in: offsets[Int(item)]..<offsets[Int(item) + 1], times: weight)
    }
  }

  private func copied(_ item: Int32) -> Row {
    let place = Int(changedPlaces[Int(item)])
    if place >= 0 { return changed[place] }
    let row = offsets[Int(item)]..<offsets[Int(item) + 1]
    return Row(
      neighbours: Array(neighbours[row]), similarities: Array(similarities[row]), shared: Array(shared[row]),
      least: similarities[row].last ?? 0)
  }

  func encode(into writer: inout ModelWriter) {
    formula.encode(into: &writer)
    let rows = (0..<Int32(itemCount)).map { copied($0) }
    writer.write(rows.map { Int64($0.neighbours.count) })
    writer.write(rows.flatMap(\.neighbours))
    writer.write(rows.flatMap(\.similarities))
    writer.write(rows.flatMap(\.shared))
    writer.write(masses)
    writer.write(ownShared)
    writer.write(ofSelf)
    let pairs = waiting.sorted { $0.key < $1.key }
    writer.write(pairs.map { Int64(bitPattern: $0.key) })
    writer.write(pairs.map(\.value))
  }

  init(neighbours limit: Int, from reader: inout ModelReader) throws(ModelFileError) {
    formula = try SimilarityFormula(from: &reader)
    neighbourLimit = limit
    let counts = try reader.readArray(Int64.self)
    neighbours = try reader.readArray(Int32.self)
    similarities = try reader.readArray(Float.self)
    shared = try reader.readArray(Float.self)
    masses = try reader.readArray(Double.self)
    ownShared = try reader.readArray(Double.self)
    ofSelf = try reader.readArray(Float.self)
    let itemCount = ofSelf.count
    changedPlaces = [Int32](repeating: -1, count: itemCount)
    let entries = neighbours.count
    try reader.require(
      counts.count == itemCount && counts.allSatisfy { $0 >= 0 && $0 <= entries } && masses.count == itemCount
        && ownShared.count == itemCount)
    for count in counts { offsets.append(offsets[offsets.count - 1] + Int(count)) }
    try reader.require(offsets.last == entries && similarities.count == entries && shared.count == entries)
    try reader.require(neighbours.allSatisfy { $0 >= 0 && Int($0) < itemCount })
    try reader.require((similarities + shared + ofSelf).allSatisfy(\.isFinite))
    try reader.require((masses + ownShared).allSatisfy(\.isFinite))
    let keys = try reader.readArray(Int64.self).map { UInt64(bitPattern: $0) }
    let values = try reader.readArray(Float.self)
    try reader.require(keys.count == values.count && values.allSatisfy(\.isFinite) && Set(keys).count == keys.count)
    waiting = Dictionary(zip(keys, values)) { first, _ in first }
  }
}

// New events.
extension ItemSimilarity {
  /// Pairs that may wait for a place in their row: beyond, further ones are not counted before the next fit.
  private static let mostWaiting = 4_000_000

  /// Learns that a user took an item, given the other distinct items of the capped history and the one that leaves it.
  mutating func learn(_ item: Int32, beside others: [Int32], leaving: Int32?) {
    grow(to: Int(max(item, others.max() ?? 0, leaving ?? 0)) + 1)
    let weight = formula.weight(ofUserWith: others.count + 1)
    if let leaving {
      masses[Int(leaving)] = max(0, masses[Int(leaving)] - 1)
      ownShared[Int(leaving)] = max(0, ownShared[Int(leaving)] - weight)
      for other in others {
        change(other, leaving, by: -weight)
        change(leaving, other, by: -weight)
      }
      refresh(leaving)
    }
    masses[Int(item)] += 1
    ownShared[Int(item)] += weight
    for other in others {
      change(other, item, by: weight)
      change(item, other, by: weight)
    }
    refresh(item)
  }

  private mutating func grow(to count: Int) {
    guard count > itemCount else { return }
    let added = count - itemCount
    offsets.append(contentsOf: repeatElement(offsets[offsets.count - 1], count: added))
    masses.append(contentsOf: repeatElement(0, count: added))
    ownShared.append(contentsOf: repeatElement(0, count: added))
    ofSelf.append(contentsOf: repeatElement(0, count: added))
    changedPlaces.append(contentsOf: repeatElement(-1, count: added))
  }

  /// The place of an item's row in `changed`, where it is copied to if it is not there.
  private mutating func place(_ item: Int32) -> Int {
    if changedPlaces[Int(item)] < 0 {
      changed.append(copied(item))
      changedPlaces[Int(item)] = Int32(changed.count - 1)
    }
    return Int(changedPlaces[Int(item)])
  }

  /// Changes what a pair shares, in the row of its first item.
  private mutating func change(_ item: Int32, _ other: Int32, by amount: Double) {
    let place = place(item)
    if let index = changed[place].neighbours.firstIndex(of: other) {
      let sum = max(0, changed[place].shared[index] + Float(amount))
      changed[place].shared[index] = sum
      let value = similarity(item, other, sum)
      changed[place].similarities[index] = value
      changed[place].least = min(changed[place].least, value)
      return
    }
    let key = UInt64(UInt32(bitPattern: item)) << 32 | UInt64(UInt32(bitPattern: other))
    let known = waiting[key]
    guard amount > 0, known != nil || waiting.count < Self.mostWaiting else { return }
    let sum = (known ?? 0) + Float(amount)
    let value = similarity(item, other, sum)
    if value > 0, changed[place].neighbours.count < neighbourLimit {
      changed[place].neighbours.append(other)
      changed[place].shared.append(sum)
      changed[place].similarities.append(value)
      changed[place].least = min(changed[place].least, value)
      waiting[key] = nil
      return
    }
    // The least similar neighbour makes room for one that is more.
    if value > changed[place].least, let worst = changed[place].takeLeast(), changed[place].similarities[worst] < value
    {
      let left = UInt64(UInt32(bitPattern: item)) << 32 | UInt64(UInt32(bitPattern: changed[place].neighbours[worst]))
      waiting[left] = changed[place].shared[worst]
      changed[place].neighbours[worst] = other
      changed[place].shared[worst] = sum
      changed[place].similarities[worst] = value
      waiting[key] = nil
      return
    }
    waiting[key] = sum
  }

  private func similarity(_ item: Int32, _ other: Int32, _ shared: Float) -> Float {
    Float(formula.similarity(Double(shared), masses: (masses[Int(item)], masses[Int(other)])))
  }

  /// Similarities of an item's own row after its mass has changed; those of other rows follow when their pair changes.
  private mutating func refresh(_ item: Int32) {
    let place = place(item)
    for index in changed[place].neighbours.indices {
      changed[place].similarities[index] = similarity(
        item, changed[place].neighbours[index], changed[place].shared[index])
    }
    changed[place].least = changed[place].similarities.min() ?? 0
    ofSelf[Int(item)] = Float(formula.ofSelf(shared: ownShared[Int(item)], mass: masses[Int(item)]))
  }
}

extension ItemSimilarity.Row {
  /// The place of the least similar neighbour, of equal ones that of the last item.
  fileprivate mutating func takeLeast() -> Int? {
    let place = similarities.indices.min { a, b in
      similarities[a] != similarities[b] ? similarities[a] < similarities[b] : neighbours[a] > neighbours[b]
    }
    if let place { least = similarities[place] }
    return place
  }
}
