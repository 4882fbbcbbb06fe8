import Attributes
import Interactions

/// A model with what its items are like and with exploration on top; what the model itself knows stays as it is.
///
/// A cold item (one with n events, fewer than a limit) gets n/limit of the model's own score and the rest from its
/// neighbours by attributes: the mean of the model's scores of these, weighted by likeness. So its scores are on the
/// scale of the model, whatever that is. Models of popularity alone score nothing and change nothing here.
struct EnrichedRecommender: Recommender {
  private var base: any Recommender
  /// Events of each item.
  private var counts: [Int32]
  /// Seconds of each item's first event; the greatest number without any.
  private var firstSeconds: [Int64]
  private var newest: Int64
  private let coldItemEvents: Int
  private let cold: ColdItems?
  private let exploration: Exploration?
  private(set) var fallback: PopularityRanking

  init(_ base: any Recommender, _ enrichment: Enrichment, data: TrainingData) {
    self.base = base
    var counts = [Int32](repeating: 0, count: data.log.items.count)
    var first = [Int64](repeating: .max, count: counts.count)
    for event in 0..<data.events {
      let item = Int(data.log.itemIDs[event])
      counts[item] += 1
      first[item] = min(first[item], data.log.timestamps[event])
    }
    self.counts = counts
    firstSeconds = first
    newest = data.events == 0 ? 0 : data.log.timestamps[data.events - 1]
    coldItemEvents = enrichment.coldItemEvents
    exploration = enrichment.exploration
    cold = enrichment.items.map {
      ColdItems($0, names: data.log.items, counts: counts, limit: enrichment.coldItemEvents)
    }
    fallback = base.fallback
    rank()
  }

  /// Items without events come behind all others.
  private mutating func rank() {
    fallback = base.fallback
    guard let cold else { return }
    let added = cold.unseen.filter { base.fallback.place(of: $0) == nil }
    if !added.isEmpty { fallback = PopularityRanking(items: base.fallback.items + added) }
  }

  var name: String { base.name }

  func score(_ profile: Profile, at seconds: Int64, repeats: Bool, scratch: inout ScoringScratch) {
    // Items of the profile keep their own scores, for cold items that are like them; lists leave them out later.
    base.score(profile, at: seconds, repeats: repeats || cold != nil, scratch: &scratch)
    finish(key: profile.items, at: seconds, scratch: &scratch)
  }

  func scoreSimilar(to item: Int32, scratch: inout ScoringScratch) {
    base.scoreSimilar(to: item, scratch: &scratch)
    if let cold, scratch.isEmpty, let place = cold.items.firstIndex(of: item) {
      // The model says nothing of it: its neighbours are what is like it, and what is like them.
      scratch.prepare(itemCount: counts.count)
      for index in cold.offsets[place]..<cold.offsets[place + 1] {
        scratch.add(cold.shares[index], to: cold.neighbours[index])
      }
      return
    }
    finish(key: [], at: 0, scratch: &scratch)
  }

  private func finish(key: ArraySlice<Int32>, at seconds: Int64, scratch: inout ScoringScratch) {
    guard !scratch.isEmpty else { return }
    scratch.prepare(itemCount: counts.count)
    if let cold {
      // All from the model's scores, before any of them changes.
      var values: [Float] = []
      values.reserveCapacity(cold.items.count)
      for place in cold.items.indices {
        var sum: Float = 0
        for index in cold.offsets[place]..<cold.offsets[place + 1] {
          sum += cold.shares[index] * scratch.score(of: cold.neighbours[index])
        }
        values.append(sum)
      }
      for (item, value) in zip(cold.items, values) {
        let own = Float(min(Int(counts[Int(item)]), coldItemEvents)) / Float(coldItemEvents)
        guard own < 1 else { continue }
        scratch.replace(own * scratch.score(of: item) + (1 - own) * value, of: item)
      }
    }
    guard let exploration, exploration.weight > 0 else { return }
    let best = scratch.greatestScore
    let draw = Exploration.Draws(seed: exploration.seed, items: key, seconds: seconds)
    let cutOff = exploration.cutOffDays * 86_400
    for item in fallback.items where isNew(item, cutOff) {
      let score = scratch.score(of: item)
      guard score < best else { continue }
      let share = Float(exploration.weight) * draw(item) / Float(1 + counts[Int(item)]).squareRoot()
      scratch.replace(score + share * (best - score), of: item)
    }
  }

  private func isNew(_ item: Int32, _ cutOff: Double) -> Bool {
    guard Int(item) < counts.count else { return false }
    return firstSeconds[Int(item)] == .max || Double(newest) - Double(firstSeconds[Int(item)]) <= cutOff
  }

  var learning: Learning { base.learning == .refit ? .refit : .approximate }

  mutating func update(with events: [ObservedEvent]) {
    base.update(with: events)
    for event in events {
      let needed = Int(event.item) + 1 - counts.count
      if needed > 0 {
        counts.append(contentsOf: repeatElement(0, count: needed))
        firstSeconds.append(contentsOf: repeatElement(.max, count: needed))
      }
      counts[Int(event.item)] += 1
      firstSeconds[Int(event.item)] = min(firstSeconds[Int(event.item)], event.seconds)
      newest = max(newest, event.seconds)
    }
    rank()
  }

  var notes: [String] {
    var notes = base.notes
    if let cold {
      notes.append(
        "\(cold.items.count) items with fewer than \(coldItemEvents) events are scored by their attributes too; "
          + "\(cold.unseen.count) have no event at all.")
    }
    if let exploration {
      notes.append(
        "Items that are at most \(exploration.cutOffDays) days old are tried out, with weight \(exploration.weight).")
    }
    return notes
  }

  func encode(into writer: inout ModelWriter) {
    base.encode(into: &writer)
    writer.write(counts)
    writer.write(firstSeconds)
    writer.write(newest)
    writer.write(Int64(coldItemEvents))
    writer.write([cold != nil, exploration != nil])
    cold?.encode(into: &writer)
    if let exploration {
      writer.write(exploration.weight)
      writer.write(exploration.cutOffDays)
      writer.write(exploration.seed)
    }
  }

  init(decoding base: any Recommender, from reader: inout ModelReader) throws(ModelFileError) {
    self.base = base
    counts = try reader.readArray(Int32.self)
    firstSeconds = try reader.readArray(Int64.self)
    newest = try reader.read(Int64.self)
    let limit = try reader.read(Int64.self)
    try reader.require((1...1_000_000_000).contains(limit) && firstSeconds.count == counts.count)
    try reader.require(
      counts.allSatisfy { $0 >= 0 } && base.fallback.items.allSatisfy { [counts] in $0 < counts.count })
    coldItemEvents = Int(limit)
    let flags = try reader.readArray(UInt8.self)
    try reader.require(flags.count == 2)
    cold = flags[0] == 1 ? try ColdItems(from: &reader, itemCount: counts.count) : nil
    if flags[1] == 1 {
      let weight = Double(bitPattern: try reader.read(UInt64.self))
      let days = Double(bitPattern: try reader.read(UInt64.self))
      try reader.require((0...1).contains(weight) && days > 0)
      exploration = Exploration(weight: weight, cutOffDays: days, seed: try reader.read(UInt64.self))
    } else {
      exploration = nil
    }
    fallback = base.fallback
    rank()
  }
}

extension RecommenderSpecification {
  /// The model fitted to the data, with what stands beside the events.
  package func fit(_ data: TrainingData, enrichment: Enrichment) -> any Recommender {
    let base = fit(data)
    guard enrichment.items != nil || enrichment.exploration != nil else { return base }
    return EnrichedRecommender(base, enrichment, data: data)
  }
}
