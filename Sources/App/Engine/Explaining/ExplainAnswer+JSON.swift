import Reports

extension ExplainAnswer {
  /// `{"question","explanations","listed","mentions"}`; an explanation has path, value, unit, range, what, formula, inputs,
  /// restsOn, notes and checks.
  package var json: JSONValue {
    [
      "question": .string(question), "explanations": .array(explanations.map(\.json)),
      "listed": .array(rows.map(\.json)), "mentions": .array(mentions.map(\.json)),
    ]
  }
}

extension ExplainAnswer.Row {
  fileprivate var json: JSONValue { ["path": .string(path), "value": .string(value), "unit": .string(unit)] }
}

extension Explanation {
  fileprivate var json: JSONValue {
    [
      "path": .string(path), "value": value, "unit": .string(unit), "printed": .string(printed),
      "range": range.map { ["low": $0.low, "high": $0.high, "meaning": .string($0.meaning)] } ?? .null,
      "what": .string(what), "formula": .string(formula),
      "inputs": .array(
        inputs.map {
          [
            "value": .string($0.value), "unit": .string($0.unit), "words": .string($0.words),
            "path": $0.path.map { .string($0) } ?? .null,
          ]
        }),
      "restsOn": .array(
        basis.map {
          [
            "path": .string($0.path), "value": .string($0.text), "origin": .string($0.origin),
            "source": .string($0.source),
          ]
        }),
      "notes": .array(notes.map { .string($0) }),
      "checks": .array(
        checks.map {
          [
            "computation": .string($0.text), "result": .string($0.result), "stored": .string($0.stored),
            "agrees": .boolean($0.agrees),
          ]
        }),
    ]
  }
}
