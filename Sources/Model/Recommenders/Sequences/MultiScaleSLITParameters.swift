/// Parameters of SLIT at several scales: the next item as a linear function of histories that fade at different speeds.
///
/// One ridge regression from the histories side by side, so that what the last item says and what the last twenty say are
/// weighed against each other item by item. With one scale it is SLIT.
package struct MultiScaleSLITParameters: RecommenderParameters {
  package static let modelName = "multi-slit"
  /// τ of each scale, joined by `+`: events after which an event of the history weighs 1/e of the newest.
  package var scales = "1+6+40"
  /// λ, positive.
  package var regularization = 400.0
  /// Half-life of the fallback's popularity in days, positive.
  package var fallbackHalfLifeDays = RecommenderSpecification.defaultHalfLifeDays

  package init() {}

  package static let keys = [
    ParameterKey<Self>(
      "scales", \.scales, domain: "one to four different numbers from 0.1 to 200, joined by +",
      "newer events after which an event weighs 1/e, for each scale"
    ) { decays(of: $0) != nil },
    ParameterKey<Self>("regularization", \.regularization, in: 0.001...1e9, "λ of the ridge regression"),
    ParameterKey<Self>(
      "fallbackHalfLifeDays", \.fallbackHalfLifeDays, in: 0.001...36_500,
      "days in which an event's weight halves in the popularity that fills lists"),
  ]

  package var formula: String {
    "score(j) = Σ over scales τ of \(scales) and profile events i of e^(−newer events / τ) · B_τ(i, j), "
      + "B = (SᵀS + \(regularization)·I)⁻¹SᵀT over all prefixes S and next items T, the scales of S side by side"
  }

  /// The scales as numbers, or nil where the text is none.
  static func decays(of text: String) -> [Double]? {
    let numbers = text.split(separator: "+", omittingEmptySubsequences: false).map { Double($0) }
    let known = numbers.compactMap { $0 }.filter { (0.1...200).contains($0) }
    guard known.count == numbers.count, (1...4).contains(known.count), Set(known).count == known.count else {
      return nil
    }
    return known
  }

  var decays: [Double] { Self.decays(of: scales) ?? [5] }

  package func fittingBytes(_ size: DataSize) -> Int {
    let features = decays.count * size.items
    return Int(min(1e18, 4.2 * Double(features) * Double(features + size.items))) + 40 * size.events
  }

  /// The factor and the right-hand sides over all scales, and the pairs within the windows.
  package func fittingSeconds(_ size: DataSize) -> Double {
    let (n, features) = (Double(size.items), Double(decays.count * size.items))
    let pairs = decays.reduce(0) { $0 + min(300, 8 * $1) } * Double(decays.count + 1)
    return (features * features * features / 6 + features * features * n) / CoreRate.products
      + Double(size.events) * pairs / CoreRate.additions / 4
  }

  package func fit(_ data: TrainingData) -> any Recommender {
    MultiScaleSLITRecommender(data: data, parameters: self)
  }

  package func decode(from reader: inout ModelReader) throws(ModelFileError) -> any Recommender {
    try MultiScaleSLITRecommender(parameters: self, from: &reader)
  }
}
