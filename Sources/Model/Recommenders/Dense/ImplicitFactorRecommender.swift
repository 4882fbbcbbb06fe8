import Interactions
import LinearAlgebra

/// Parameters of iALS.
package struct ImplicitFactorParameters: RecommenderParameters {
  package static let modelName = "ials"

  /// Length of a vector, 1 … 1,024.
  package var factors = 64
  /// Sweeps over users and items, 1 … 1,000.
  package var epochs = 16
  /// α₀, weight of an unobserved pair beside that of an observed one; `byDensity` for one by the data.
  package var unobservedWeight = byDensity
  /// λ, positive; multiplied by an item's or user's number of events and the weight of its unobserved pairs.
  package var regularization = 0.003
  /// Steps of conjugate gradients a row and half-sweep; 0 for exact solutions.
  package var steps = 3
  /// Seed of the starting vectors.
  package var seed = 1
  /// Half-life of the fallback's popularity in days, positive.
  package var fallbackHalfLifeDays = RecommenderSpecification.defaultHalfLifeDays

  /// Stands for an α₀ with which all unobserved pairs together weigh what twenty times the observed ones do: about what
  /// publications found best on dense and on sparse data (S. Rendle et al., RecSys 2022: 3 … 27 times).
  package static let byDensity = 0.0

  package init() {}

  package static let keys = [
    ParameterKey<Self>("factors", \.factors, in: 1...1_024, "length of a user's or item's vector"),
    ParameterKey<Self>("epochs", \.epochs, in: 1...1_000, "sweeps over users and items"),
    ParameterKey<Self>(
      "unobservedWeight", \.unobservedWeight, in: byDensity...1e3,
      "weight of a pair without event beside one with; 0: by the density of the data"),
    ParameterKey<Self>("regularization", \.regularization, in: 1e-9...1e3, "λ, scaled by frequency"),
    ParameterKey<Self>("steps", \.steps, in: 0...100, "steps of conjugate gradients a row; 0 for exact solutions"),
    ParameterKey<Self>("seed", \.seed, in: 0...1_000_000_000, "seed of the starting vectors"),
    ParameterKey<Self>(
      "fallbackHalfLifeDays", \.fallbackHalfLifeDays, in: 0.001...36_500,
      "days in which an event's weight halves in the popularity that fills lists"),
  ]

  package var formula: String {
    "score(j) = ⟨w, h(j)⟩, vectors of \(factors) by least squares: observed pairs near 1, others near 0 with weight "
      + "\(unobservedWeight > 0 ? "\(unobservedWeight)" : "by density"), λ = \(regularization) by frequency, \(epochs) epochs"
  }

  package func fittingBytes(_ size: DataSize) -> Int {
    12 * size.events + 64 * size.items
      + ImplicitFactorModel.bytes(users: size.users, items: size.items, events: size.events, factors: factors)
  }

  /// Sweeps of conjugate gradients, or of exact solutions, over all events.
  package func fittingSeconds(_ size: DataSize) -> Double {
    let (d, rows) = (Double(factors), Double(size.users + size.items))
    let perSweep =
      steps == 0
      ? 2 * Double(size.events) * d * d + rows * d * d * d / 3
      : Double(steps + 1) * (4 * Double(size.events) * d + rows * d * d)
    return Double(epochs) * perSweep / CoreRate.products
  }

  package func fit(_ data: TrainingData) -> any Recommender { ImplicitFactorRecommender(data: data, parameters: self) }

  package func decode(from reader: inout ModelReader) throws(ModelFileError) -> any Recommender {
    try ImplicitFactorRecommender(parameters: self, from: &reader)
  }

  /// The weight for so many distinct pairs of an event.
  func weight(pairs: Int, users: Int, items: Int) -> Float {
    guard unobservedWeight <= 0 else { return Float(unobservedWeight) }
    let density = Double(pairs) / max(1, Double(users) * Double(items))
    return Float(max(1e-4, min(1, 20 * density)))
  }

  func model(unobservedWeight: Float) -> ImplicitFactorModel.Parameters {
    ImplicitFactorModel.Parameters(
      factors: factors, epochs: epochs, unobservedWeight: unobservedWeight,
      regularization: Float(regularization), solver: steps == 0 ? .exact : .conjugateGradients(steps: steps),
      seed: UInt64(seed))
  }
}

/// iALS as a recommender.
///
/// A profile is folded in at each request, so a user's newest event counts at once; items keep their vectors until the
/// next fit, and items that are new since then come only from popularity.
struct ImplicitFactorRecommender: DenseRecommender {
  let parameters: ImplicitFactorParameters
  let model: ImplicitFactorModel?
  let catalogue: DenseCatalogue
  private(set) var popularity: PopularityRecommender

  var name: String { ImplicitFactorParameters.modelName }

  init(data: TrainingData, parameters: ImplicitFactorParameters) {
    self.parameters = parameters
    catalogue = DenseCatalogue(data)
    popularity = Self.popularity(halfLifeDays: parameters.fallbackHalfLifeDays, data: data)
    guard catalogue.count > 0 else {
      model = nil
      return
    }
    let rows = catalogue.rows(data)
    let weight = parameters.weight(pairs: rows.indices.count, users: rows.rows, items: rows.columns)
    model = try? ImplicitFactorModel(users: rows, parameters: parameters.model(unobservedWeight: weight)) {
      data.progress?($0)
    }
  }

  /// Distinct items of a profile that are folded in, newest first: it bounds the time of an answer.
  private static let foldedItems = 512

  func history(of profile: Profile, scratch: inout ScoringScratch) -> (items: [Int32], weights: [Float]) {
    catalogue.history(of: profile, decay: 1, limit: Self.foldedItems, scratch: &scratch)
  }

  /// By the cosine of the items' vectors: the field's measure of likeness, blind to popularity.
  func scoreSimilar(to item: Int32, scratch: inout ScoringScratch) {
    guard let model, let place = catalogue.place(of: item) else { return }
    let cosines = model.cosines(of: Int(place))
    scratch.scoreAll(itemCount: catalogue.tableCount) { table in
      for (index, other) in catalogue.items.enumerated() { table[Int(other)] = cosines[index] }
    }
  }

  var learning: Learning { .approximate }

  mutating func update(with events: [ObservedEvent]) { popularity.update(with: events) }

  func encode(into writer: inout ModelWriter) {
    popularity.encode(into: &writer)
    catalogue.encode(into: &writer)
    writer.write(model.map(\.items) ?? Matrix(rows: 0, columns: 0))
    writer.write(model.map(\.users) ?? Matrix(rows: 0, columns: 0))
    writer.write((model?.parameters.unobservedWeight ?? 0).bitPattern)
  }

  init(parameters: ImplicitFactorParameters, from reader: inout ModelReader) throws(ModelFileError) {
    self.parameters = parameters
    popularity = try Self.popularity(halfLifeDays: parameters.fallbackHalfLifeDays, from: &reader)
    catalogue = try DenseCatalogue(from: &reader)
    let items = try reader.readMatrix()
    let users = try reader.readMatrix()
    let weight = Float(bitPattern: try reader.read(UInt32.self))
    guard items.rows > 0 else {
      model = nil
      return
    }
    model = try? ImplicitFactorModel(users: users, items: items, parameters: parameters.model(unobservedWeight: weight))
    try reader.require(model != nil && items.rows == catalogue.count)
  }
}
