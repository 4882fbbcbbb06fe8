/// A model before it is fitted: its parameters, how they are written, and what it would cost.
///
/// A new model is one type of parameters, listed in `RecommenderSpecification.models`, and one `Recommender`.
package protocol RecommenderParameters: Sendable, Hashable {
  /// The field's name of the model, as users write it.
  static var modelName: String { get }
  /// The parameters that users may set, in the order in which they are written.
  static var keys: [ParameterKey<Self>] { get }
  /// The defaults: good on logs of different kinds, tuned to none.
  init()

  /// How the model scores an item, in one line.
  var formula: String { get }

  /// Bytes of memory that fitting takes at its peak, besides the log: an estimate from above.
  func fittingBytes(_ size: DataSize) -> Int

  /// Seconds of one core that fitting takes, from counted operations and not from a clock: for choosing what to try.
  func fittingSeconds(_ size: DataSize) -> Double

  /// The model fitted to the data, and to nothing else.
  func fit(_ data: TrainingData) -> any Recommender

  /// The model that `encode` wrote.
  /// - Throws: where the bytes are not those of such a model.
  func decode(from reader: inout ModelReader) throws(ModelFileError) -> any Recommender
}

/// Rates of one core of a present-day processor, for estimates.
enum CoreRate {
  /// Multiplications with additions a second in products of matrices.
  static let products = 2.5e10
  /// Additions a second to scattered places.
  static let additions = 2.5e8
}

extension RecommenderParameters {
  /// A few passes over the events.
  package func fittingSeconds(_ size: DataSize) -> Double { 1e-7 * Double(size.events) }
}

/// One parameter of a model as users write it.
package struct ParameterKey<Parameters>: Sendable {
  /// Its name in `name:key=value`.
  package let name: String
  /// Its possible values, as a sentence part: `0 … 1`.
  package let domain: String
  /// What it does, with its unit.
  package let help: String
  /// Puts a value given as text into the parameters; false where it is not one of the possible values.
  let set: @Sendable (inout Parameters, String) -> Bool
  let get: @Sendable (Parameters) -> String

  /// A real number in a range.
  package init(
    _ name: String, _ path: any WritableKeyPath<Parameters, Double> & Sendable, in range: ClosedRange<Double>,
    _ help: String
  ) {
    self.name = name
    self.help = help
    domain = "\(text(range.lowerBound)) … \(text(range.upperBound))"
    set = { parameters, value in
      guard let number = Double(value), range.contains(number) else { return false }
      parameters[keyPath: path] = number
      return true
    }
    get = { text($0[keyPath: path]) }
  }

  /// A whole number in a range.
  package init(
    _ name: String, _ path: any WritableKeyPath<Parameters, Int> & Sendable, in range: ClosedRange<Int>, _ help: String
  ) {
    self.name = name
    self.help = help
    domain = "\(range.lowerBound) … \(range.upperBound), whole"
    set = { parameters, value in
      guard let number = Int(value), range.contains(number) else { return false }
      parameters[keyPath: path] = number
      return true
    }
    get = { String($0[keyPath: path]) }
  }

  /// A text that a rule lets through; `domain` says the rule.
  package init(
    _ name: String, _ path: any WritableKeyPath<Parameters, String> & Sendable, domain: String, _ help: String,
    isPossible: @escaping @Sendable (String) -> Bool
  ) {
    self.name = name
    self.help = help
    self.domain = domain
    set = { parameters, value in
      guard isPossible(value) else { return false }
      parameters[keyPath: path] = value
      return true
    }
    get = { $0[keyPath: path] }
  }

  /// A word of a list.
  package init<Word: RawRepresentable<String> & CaseIterable & Sendable>(
    _ name: String, _ path: any WritableKeyPath<Parameters, Word> & Sendable, _ help: String
  ) {
    self.name = name
    self.help = help
    domain = Word.allCases.map(\.rawValue).joined(separator: ", ")
    set = { parameters, value in
      guard let word = Word(rawValue: value) else { return false }
      parameters[keyPath: path] = word
      return true
    }
    get = { $0[keyPath: path].rawValue }
  }
}

/// A number without a needless fraction: 50 and not 50.0.
private func text(_ number: Double) -> String {
  if let whole = Int64(exactly: number), abs(number) < 1e15 { return String(whole) }
  return "\(number)"
}
