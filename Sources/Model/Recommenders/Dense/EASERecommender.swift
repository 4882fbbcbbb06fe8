import Interactions
import LinearAlgebra

/// Parameters of EASE.
///
/// λ is the one of publications on film data; a profile's items count the same, however old.
package struct EASEParameters: RecommenderParameters {
  package static let modelName = "ease"

  /// λ, positive.
  package var regularization = 500.0
  /// Weight of each older distinct item of the profile relative to the next newer one, 0 … 1.
  package var historyDecay = 1.0
  /// Half-life of the fallback's popularity in days, positive.
  package var fallbackHalfLifeDays = RecommenderSpecification.defaultHalfLifeDays

  package init() {}

  package static let keys = [
    ParameterKey<Self>("regularization", \.regularization, in: 0.001...1e9, "λ, added to each item's own users"),
    ParameterKey<Self>(
      "historyDecay", \.historyDecay, in: 0...1, "weight of an item of the profile relative to the next newer one"),
    ParameterKey<Self>(
      "fallbackHalfLifeDays", \.fallbackHalfLifeDays, in: 0.001...36_500,
      "days in which an event's weight halves in the popularity that fills lists"),
  ]

  package var formula: String {
    "score(j) = Σ over profile items i of \(historyDecay)^(newer items) · B(i, j), B(i, j) = −P(i, j) / P(j, j), "
      + "P = (XᵀX + \(regularization)·I)⁻¹"
  }

  package func fittingBytes(_ size: DataSize) -> Int {
    DenseLimits.fittingBytes(matrices: 1, size)
  }

  /// Half of items³ for the inverse, and the pairs of each user.
  package func fittingSeconds(_ size: DataSize) -> Double {
    let n = Double(size.items)
    let met = min(n, 2 * Double(size.events) / Double(max(1, size.users)))
    return n * n * n / 2 / CoreRate.products + Double(size.events) * met / 2 / CoreRate.additions / 4
  }

  package func fit(_ data: TrainingData) -> any Recommender { EASERecommender(data: data, parameters: self) }

  package func decode(from reader: inout ModelReader) throws(ModelFileError) -> any Recommender {
    try EASERecommender(parameters: self, from: &reader)
  }
}

/// EASE as a recommender.
struct EASERecommender: DenseRecommender {
  let parameters: EASEParameters
  private(set) var model: EASEModel?
  private(set) var catalogue: DenseCatalogue
  private(set) var popularity: PopularityRecommender

  var name: String { EASEParameters.modelName }

  init(data: TrainingData, parameters: EASEParameters) {
    self.parameters = parameters
    catalogue = DenseCatalogue(data)
    popularity = Self.popularity(halfLifeDays: parameters.fallbackHalfLifeDays, data: data)
    if catalogue.count <= DenseLimits.items {
      model = try? EASEModel(users: catalogue.rows(data), regularization: Float(parameters.regularization))
    }
  }

  func history(of profile: Profile, scratch: inout ScoringScratch) -> (items: [Int32], weights: [Float]) {
    // Where weights fade, what is left out counts a hundredth of the newest item, or less.
    catalogue.history(
      of: profile, decay: parameters.historyDecay, least: parameters.historyDecay < 1 ? 0.01 : 0, scratch: &scratch)
  }

  var learning: Learning { .exact }

  mutating func update(with events: [ObservedEvent]) {
    popularity.update(with: events)
    guard var updated = model else { return }
    // Out of the property while it changes: a second reference would copy the matrix.
    model = nil
    defer { model = updated }
    for event in events { _ = catalogue.add(event.item) }
    guard catalogue.count <= DenseLimits.items else { return }
    updated.grow(toItemCount: catalogue.count)
    // Events of one user are one change of that user's row: what it was before the first, and is after the last.
    var users: [Int32] = []
    var changes: [Int32: (before: Set<Int32>, after: Set<Int32>)] = [:]
    for event in events {
      guard let item = catalogue.place(of: event.item) else { continue }
      if changes[event.user] == nil {
        let held = Set(event.before.items.compactMap { catalogue.place(of: $0) })
        changes[event.user] = (held, held)
        users.append(event.user)
      }
      changes[event.user]?.after.insert(item)
    }
    let before = users.map { changes[$0]?.before.sorted() ?? [] }
    let after = users.map { changes[$0]?.after.sorted() ?? [] }
    _ = updated.update(before: before, after: after)
  }

  func encode(into writer: inout ModelWriter) {
    popularity.encode(into: &writer)
    catalogue.encode(into: &writer)
    writer.write(model.map(\.inverse) ?? Matrix(rows: 0, columns: 0))
  }

  init(parameters: EASEParameters, from reader: inout ModelReader) throws(ModelFileError) {
    self.parameters = parameters
    popularity = try Self.popularity(halfLifeDays: parameters.fallbackHalfLifeDays, from: &reader)
    catalogue = try DenseCatalogue(from: &reader)
    let inverse = try reader.readMatrix()
    if inverse.rows > 0 {
      try reader.require(inverse.rows == inverse.columns && inverse.rows == catalogue.count)
      model = try? EASEModel(inverse: inverse, regularization: Float(parameters.regularization))
      try reader.require(model != nil)
    }
  }
}
