import Measures

/// A recipe of Amazon Personalize and the local model that stands in for it.
package struct Recipe: Sendable {
  /// Its name: what stands behind `arn:aws:personalize:::recipe/`.
  package let name: String
  /// What it is asked for.
  package let purpose: Purpose
  /// The model that stands in, as users write it; nil where none does.
  package let model: String?
  /// The only event type it learns from unless told otherwise, as the domain recipes do; nil for all.
  package let eventType: String?
  /// The service's hyperparameters it takes.
  package let hyperparameters: [Hyperparameter]
  /// What of the recipe the stand-in leaves out, in a sentence.
  package let notModelled: String

  /// What a recipe is asked for.
  package enum Purpose: String, Sendable {
    case userPersonalization = "items for a user"
    case personalizedRanking = "a list in a user's order"
    case relatedItems = "items like an item"
    case popularItems = "items for everyone"
    case userSegmentation = "users for an item"
    case actions = "actions for a user"
  }

  /// A hyperparameter of the service.
  package struct Hyperparameter: Sendable {
    /// Its name, without the prefixes `training.` and `data.` that tuned results carry.
    package let name: String
    /// Its possible values.
    package let domain: Domain
    /// The model's parameter it becomes; nil where it changes nothing here.
    package let parameter: String?

    /// Possible values of a hyperparameter, which travel as text.
    package enum Domain: Sendable {
      case number(ClosedRange<Double>)
      case flag
      case durations

      package var description: String {
        switch self {
        case .number(let range): "\(range.lowerBound) … \(range.upperBound)"
        case .flag: "true, false"
        case .durations: Recipe.trendWindows.map(\.text).joined(separator: ", ")
        }
      }
    }
  }

  /// Lengths of the windows whose counts Trending-Now compares, hours.
  static let trendWindows: [(text: String, hours: Double)] = [
    ("30 minutes", 0.5), ("1 hour", 1), ("2 hours", 2), ("3 hours", 3), ("1 day", 24),
  ]

  /// The recipe of a name or an ARN, or nil.
  package static func named(_ text: String) -> Recipe? {
    let prefix = "arn:aws:personalize:::recipe/"
    let name = text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
    return all.first { $0.name == name }
  }

  /// The model with the service's hyperparameters put into it; nil where any finding is an error.
  ///
  /// Hyperparameters that change nothing here are accepted with a warning that says so.
  package func specification(
    _ given: [(name: String, value: String)], source: String
  ) -> (specification: RecommenderSpecification?, findings: [Finding]) {
    guard let model else {
      let finding = Finding(
        code: "recipe-not-modelled", source: source, place: .whole,
        message: "\(name) has no local model: \(notModelled)")
      return (nil, [finding])
    }
    var findings: [Finding] = []
    var parameters: [String] = []
    for (key, value) in given {
      let plain = key.split(separator: ".").last.map(String.init) ?? key
      guard let known = hyperparameters.first(where: { $0.name == plain }) else {
        let names = hyperparameters.map(\.name).joined(separator: ", ")
        findings.append(
          Finding(
            code: "unknown-hyperparameter", source: source, place: .key(path: "\(name).\(quoted(key))", line: nil),
            message: "The recipe has no such hyperparameter.",
            remedy: names.isEmpty ? "It has none." : "Use any of: \(names)."))
        continue
      }
      guard let number = known.number(value) else {
        findings.append(
          Finding(
            code: "bad-value", source: source, place: .key(path: "\(name).\(known.name)", line: nil),
            message: "\(quoted(value)) is not possible.", remedy: "Give \(known.domain.description)."))
        continue
      }
      if known.parameter == Self.explorationWeight || known.parameter == Self.explorationCutOff { continue }
      if let parameter = known.parameter {
        parameters.append("\(parameter)=\(number)")
      } else {
        findings.append(
          Finding(
            .warning, code: "hyperparameter-without-effect", source: source,
            place: .key(path: "\(name).\(known.name)", line: nil),
            message: "is accepted, but changes nothing in the local model."))
      }
    }
    guard !findings.hasErrors else { return (nil, findings) }
    // What is given takes the place of what the stand-in says itself.
    let parts = model.split(separator: ":", maxSplits: 1).map(String.init)
    let own = (parts.count == 2 ? parts[1].split(separator: ",").map(String.init) : []).filter { pair in
      !parameters.contains { $0.prefix { $0 != "=" } == pair.prefix { $0 != "=" } }
    }
    let pairs = own + parameters
    let text = parts[0] + (pairs.isEmpty ? "" : ":" + pairs.joined(separator: ","))
    let (specification, more) = RecommenderSpecification.parse(text, source: source)
    return (specification, findings + more)
  }
}

extension Recipe {
  /// What stands in the place of a model's parameter for the two that go into exploration.
  static let explorationWeight = "exploration weight"
  static let explorationCutOff = "exploration cut-off, days"

  /// The exploration that hyperparameters ask for; nil where they do not, or are not possible. The service explores with
  /// weight 0.3 unless told otherwise; here nothing is tried out unless asked for.
  package func exploration(_ given: [(name: String, value: String)]) -> Exploration? {
    func number(_ parameter: String) -> Double? {
      guard let known = hyperparameters.first(where: { $0.parameter == parameter }),
        let value = given.last(where: { $0.name.split(separator: ".").last.map(String.init) == known.name })?.value
      else { return nil }
      return known.number(value).flatMap(Double.init)
    }
    guard let weight = number(Self.explorationWeight), weight > 0 else { return nil }
    return Exploration(weight: weight, cutOffDays: number(Self.explorationCutOff) ?? 30)
  }
}

extension Recipe.Hyperparameter {
  /// The value as the model's parameter takes it, or nil where it is not one of the possible values.
  fileprivate func number(_ text: String) -> String? {
    switch domain {
    case .number(let range):
      guard let number = Double(text), range.contains(number) else { return nil }
      // Counts of the service begin at zero where ours begin at one.
      if parameter == "minimumCooccurrence" { return String(max(1, Int(number))) }
      return text
    case .flag: return text == "true" || text == "false" ? text : nil
    case .durations: return Recipe.trendWindows.first { $0.text == text }.map { "\($0.hours)" }
    }
  }
}
