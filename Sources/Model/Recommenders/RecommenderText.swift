import Measures

// Models as users write them: `item-knn:neighbours=100,shrink=20`.
extension RecommenderSpecification {
  /// The model with all its parameters, in the form that `parse` reads.
  package var text: String { parameters.text }

  /// Reads a model as users write it; nil where any finding is an error.
  ///
  /// - Parameter source: where the text comes from, for the findings: `--recommender`.
  package static func parse(_ text: String, source: String) -> (RecommenderSpecification?, [Finding]) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts.first ?? "")
    guard let model = models.first(where: { $0.modelName == name }) else {
      let known = models.map { $0.modelName }.joined(separator: ", ")
      return (
        nil,
        [
          Finding(
            code: "unknown-recommender", source: source, place: .whole,
            message: "There is no recommender \(quoted(name)).", remedy: "Use one of: \(known).")
        ]
      )
    }
    var given: [(key: String, value: String)] = []
    if parts.count == 2 {
      for pair in parts[1].split(separator: ",", omittingEmptySubsequences: false) {
        let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        given.append((String(sides.first ?? ""), sides.count == 2 ? String(sides[1]) : ""))
      }
    }
    var findings: [Finding] = []
    let parsed = model.parsed(given, source: source, findings: &findings)
    return (parsed, findings)
  }
}

extension RecommenderParameters {
  /// The model with all its parameters: `name:key=value,…`.
  var text: String {
    let values = Self.keys.map { "\($0.name)=\($0.get(self))" }
    return Self.modelName + (values.isEmpty ? "" : ":" + values.joined(separator: ","))
  }

  /// The parameters that users may set, a line each: name, value by default, domain, help.
  package static var keyLines: [[String]] {
    keys.map { [$0.name, $0.get(Self()), $0.domain, $0.help] }
  }

  /// The specification of a model with some parameters given, or nil where any of them is wrong.
  fileprivate static func parsed(
    _ given: [(key: String, value: String)], source: String, findings: inout [Finding]
  ) -> RecommenderSpecification? {
    var parameters = Self()
    var seen: Set<String> = []
    func error(_ code: String, _ path: String, _ message: String, _ remedy: String = "") {
      findings.append(
        Finding(code: code, source: source, place: .key(path: path, line: nil), message: message, remedy: remedy))
    }
    for (key, value) in given {
      let path = "\(modelName).\(quoted(key))"
      guard let known = keys.first(where: { $0.name == key }) else {
        let names = keys.map(\.name).joined(separator: ", ")
        error(
          "unknown-key", path, "There is no such parameter.",
          names.isEmpty ? "This recommender has none." : "Use any of: \(names).")
        continue
      }
      guard seen.insert(key).inserted else {
        error("repeated-key", path, "It is given twice.")
        continue
      }
      if !known.set(&parameters, value) {
        error("bad-value", path, "\(quoted(value)) is not possible.", "Give \(known.domain).")
      }
    }
    return findings.hasErrors ? nil : RecommenderSpecification(parameters)
  }
}

/// Text of the user's in a message: short, and without characters that steer a terminal.
func quoted(_ text: String) -> String {
  let safe = text.unicodeScalars.prefix(60).map {
    $0.value < 32 || (127..<160).contains($0.value) ? "?" : Character($0)
  }
  return "\u{201C}\(String(safe))\(text.unicodeScalars.count > 60 ? "…" : "")\u{201D}"
}
