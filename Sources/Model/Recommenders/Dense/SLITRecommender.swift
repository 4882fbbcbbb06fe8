import Interactions
import LinearAlgebra
import RealModule

/// Parameters of SLIT.
package struct SLITParameters: RecommenderParameters {
  package static let modelName = "slit"

  /// τ: items after which an item of the history weighs 1/e of the newest.
  package var decayItems = 5.0
  /// λ, positive.
  package var regularization = 200.0
  /// Half-life of the fallback's popularity in days, positive.
  package var fallbackHalfLifeDays = RecommenderSpecification.defaultHalfLifeDays

  package init() {}

  package static let keys = [
    ParameterKey<Self>("decayItems", \.decayItems, in: 0.1...100, "newer items after which an item weighs 1/e"),
    ParameterKey<Self>("regularization", \.regularization, in: 0.001...1e9, "λ of the ridge regression"),
    ParameterKey<Self>(
      "fallbackHalfLifeDays", \.fallbackHalfLifeDays, in: 0.001...36_500,
      "days in which an event's weight halves in the popularity that fills lists"),
  ]

  package var formula: String {
    "score(j) = Σ over profile events i of e^(−newer events / \(decayItems)) · B(i, j), "
      + "B = (SᵀS + \(regularization)·I)⁻¹SᵀT over all prefixes S and next items T"
  }

  package func fittingBytes(_ size: DataSize) -> Int {
    DenseLimits.fittingBytes(matrices: 2, size)
  }

  /// Items³ for the factor and the right-hand sides, and the pairs within the window.
  package func fittingSeconds(_ size: DataSize) -> Double {
    let n = Double(size.items)
    return n * n * n * 7 / 6 / CoreRate.products + Double(size.events) * 16 * decayItems / CoreRate.additions / 4
  }

  package func fit(_ data: TrainingData) -> any Recommender { SLITRecommender(data: data, parameters: self) }

  package func decode(from reader: inout ModelReader) throws(ModelFileError) -> any Recommender {
    try SLITRecommender(parameters: self, from: &reader)
  }

  var model: SLITModel.Parameters {
    SLITModel.Parameters(decayItems: decayItems, regularization: Float(regularization))
  }
}

/// SLIT as a recommender.
struct SLITRecommender: DenseRecommender {
  let parameters: SLITParameters
  private(set) var model: SLITModel?
  private(set) var catalogue: DenseCatalogue
  private(set) var popularity: PopularityRecommender

  var name: String { SLITParameters.modelName }

  init(data: TrainingData, parameters: SLITParameters) {
    self.parameters = parameters
    catalogue = DenseCatalogue(data)
    popularity = Self.popularity(halfLifeDays: parameters.fallbackHalfLifeDays, data: data)
    guard catalogue.count <= DenseLimits.items else { return }
    let histories = data.histories
    let sequences = Histories(
      offsets: histories.offsets, items: histories.items.map { catalogue.place(of: $0) ?? 0 })
    model = try? SLITModel(sequences: sequences, itemCount: catalogue.count, parameters: parameters.model)
  }

  func history(of profile: Profile, scratch: inout ScoringScratch) -> (items: [Int32], weights: [Float]) {
    let recent = profile.items.suffix(parameters.model.window)
    var items: [Int32] = []
    var weights: [Float] = []
    for (place, item) in recent.enumerated() {
      guard let known = catalogue.place(of: item) else { continue }
      items.append(known)
      weights.append(Float(Double.exp(-Double(recent.count - 1 - place) / parameters.decayItems)))
    }
    return (items, weights)
  }

  var learning: Learning { .approximate }

  /// Popularity learns; the weights stay as they were fitted, because one event changes all of them, and items that came
  /// later have none. In a blend its neighbours, which learn in place, know of both.
  mutating func update(with events: [ObservedEvent]) { popularity.update(with: events) }

  func encode(into writer: inout ModelWriter) {
    popularity.encode(into: &writer)
    catalogue.encode(into: &writer)
    writer.write(model.map(\.weights) ?? Matrix(rows: 0, columns: 0))
  }

  init(parameters: SLITParameters, from reader: inout ModelReader) throws(ModelFileError) {
    self.parameters = parameters
    popularity = try Self.popularity(halfLifeDays: parameters.fallbackHalfLifeDays, from: &reader)
    catalogue = try DenseCatalogue(from: &reader)
    let weights = try reader.readMatrix()
    if weights.rows > 0 {
      try reader.require(weights.rows == weights.columns && weights.rows == catalogue.count)
      model = try? SLITModel(weights: weights, parameters: parameters.model)
      try reader.require(model != nil)
    }
  }
}
