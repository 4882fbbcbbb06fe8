import Measures
import Recommenders
import Yams

/// Reads the grid of a sweep file.
enum SweepGridReading {
  static func grid(_ reader: MappingReader) -> SweepGrid {
    defer { reader.refuseUnknownKeys() }
    let grid = SweepGrid(
      histories: histories(reader), events: events(reader), features: features(reader),
      recommenders: recommenders(reader))
    refuseRepeated(reader, "history", grid.histories.map(\.label))
    refuseRepeated(reader, "events", grid.events.map(\.label))
    refuseRepeated(reader, "features", grid.features.map(\.label))
    refuseRepeated(reader, "recommenders", grid.recommenders.map(\.specification.text))
    return grid
  }

  private static func refuseRepeated(_ reader: MappingReader, _ key: String, _ labels: [String]) {
    var seen: Set<String> = []
    for label in labels where !seen.insert(label).inserted {
      reader.report("repeated-value", key, "holds `\(label)` twice.", remedy: "Keep one of them.")
    }
  }

  // MARK: - Data

  private static func histories(_ reader: MappingReader) -> [SweepHistory] {
    guard let texts = reader.texts("history") else { return [SweepHistory(label: "all", seconds: nil)] }
    if texts.isEmpty { reader.report("empty", "history", "is an empty list.", remedy: "Leave the key out for all.") }
    return texts.compactMap { text in
      if text == "all" { return SweepHistory(label: text, seconds: nil) }
      guard let seconds = seconds(text), seconds >= 3600, seconds <= 3_153_600_000 else {
        reader.report(
          "wrong-value", "history", "holds `\(text)`.",
          remedy: "It needs times such as `7 d`, `2 weeks` or `3 months` (of 30 days), or the word all.")
        return nil
      }
      return SweepHistory(label: text, seconds: seconds)
    }
  }

  /// A time in whole seconds; a month is 30 days.
  private static func seconds(_ text: String) -> Int64? {
    if let (value, unit) = MeasuredText.split(text), ["month", "months"].contains(unit), abs(value) < 1200 {
      return Int64((value * 2_592_000).rounded())
    }
    return MeasuredText.duration(text).map { $0.microseconds / 1_000_000 }
  }

  /// The entries of a list, each a word or a list of words; nil where the key is absent.
  private static func choices(_ reader: MappingReader, _ key: String) -> [[String]]? {
    guard let node = reader.node(key), !node.isNull else { return nil }
    guard let sequence = node.sequence, !sequence.isEmpty else {
      reader.report("wrong-kind", key, "needs a list, such as [none, [CATEGORY, BRAND]].", line: node.mark?.line)
      return nil
    }
    return sequence.compactMap { entry in
      let written = entry.sequence?.compactMap { $0.scalar?.string } ?? [entry.scalar?.string ?? ""]
      // Words are printed in tables, and what is printed steers no terminal.
      guard !written.contains(where: { $0.unicodeScalars.contains { $0.properties.generalCategory == .control } })
      else {
        reader.report("wrong-value", key, "holds a control character.", line: entry.mark?.line)
        return nil
      }
      if let scalar = entry.scalar { return [scalar.string] }
      if let words = entry.sequence, !words.isEmpty, words.allSatisfy({ $0.scalar != nil }) {
        return words.compactMap { $0.scalar?.string }
      }
      reader.report(
        "wrong-kind", key, "holds a \(entry.kindName) where a word or a list of words is needed.",
        line: entry.mark?.line)
      return nil
    }
  }

  private static func events(_ reader: MappingReader) -> [SweepEvents] {
    guard let choices = choices(reader, "events") else {
      return [SweepEvents(label: "all", selection: EventSelection([]))]
    }
    return choices.map { words in
      if words == ["all"] { return SweepEvents(label: "all", selection: EventSelection([])) }
      let rules = words.compactMap { word -> EventSelection.Rule? in
        if let rule = EventSelection.rule(word), word != "all" { return rule }
        reader.report(
          "wrong-value", "events", "holds `\(word)`.",
          remedy:
            "It needs `all`, an event type, one with a least value such as `Watch>=3.5`, or with a weight such as `Watch*2`."
        )
        return nil
      }
      return SweepEvents(label: words.joined(separator: "+"), selection: EventSelection(rules))
    }
  }

  private static func features(_ reader: MappingReader) -> [SweepFeatures] {
    guard let choices = choices(reader, "features") else { return [SweepFeatures(label: "none", columns: [])] }
    return choices.map { words in
      words == ["none"]
        ? SweepFeatures(label: "none", columns: [])
        : SweepFeatures(label: words.joined(separator: "+"), columns: words)
    }
  }

  // MARK: - Recommenders

  private static func recommenders(_ reader: MappingReader) -> [SweepRecommender] {
    guard let node = reader.node("recommenders"), !node.isNull else {
      reader.report(
        "missing-key", "recommenders", "is missing.", remedy: "Add it, such as `recommenders: [popular, item-knn]`.")
      return []
    }
    guard let sequence = node.sequence, !sequence.isEmpty else {
      reader.report(
        "wrong-kind", "recommenders", "needs a list, each entry beginning with `- `.", line: node.mark?.line)
      return []
    }
    return sequence.enumerated().flatMap { index, entry in
      let place = Place(reader: reader, path: "recommenders[\(index)]", line: entry.mark?.line)
      if let scalar = entry.scalar { return [made(scalar.string, [], place)].compactMap { $0 } }
      guard let mapping = entry.mapping, mapping.count == 1, let (key, value) = mapping.first, let name = key.scalar
      else {
        place.report(
          "is neither a model nor a model with parameters.", "Write `- popular` or `- ease: {l2: [10, 100]}`.")
        return []
      }
      return combinations(value, place).compactMap { made(name.string, $0, place) }
    }
  }

  private struct Place {
    let reader: MappingReader
    let path: String
    let line: Int?

    func report(_ message: String, _ remedy: String = "") {
      reader.report("wrong-value", path, message, remedy: remedy, line: line)
    }
  }

  /// Every combination of the values that a mapping of parameters gives.
  private static func combinations(_ node: Node, _ place: Place) -> [[SweepRecommender.Parameter]] {
    guard let mapping = node.mapping else {
      place.report("needs a mapping of parameters, such as {neighbours: [20, 50]}.")
      return []
    }
    var all: [[SweepRecommender.Parameter]] = [[]]
    for (key, value) in mapping {
      guard let name = key.scalar?.string else { continue }
      let scalars = value.sequence.map(Array.init) ?? [value]
      guard !scalars.isEmpty, scalars.allSatisfy({ $0.scalar != nil }) else {
        place.report("\(name) needs a value or a list of values.")
        return []
      }
      let values = scalars.compactMap { $0.scalar?.string }
      guard all.count * values.count <= SweepReading.mostPieces else {
        place.report("has more than \(SweepReading.mostPieces) combinations.")
        return []
      }
      all = all.flatMap { one in values.map { one + [SweepRecommender.Parameter(key: name, value: $0)] } }
    }
    return all
  }

  private static func made(
    _ name: String, _ parameters: [SweepRecommender.Parameter], _ place: Place
  ) -> SweepRecommender? {
    let given = parameters.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    let text = given.isEmpty ? name : "\(name):\(given)"
    let (specification, findings) = RecommenderSpecification.parse(text, source: place.reader.notes.source)
    for finding in findings {
      var message = finding.message
      if case .key(let path, _) = finding.place { message = "\(path): \(message)" }
      place.report(message, finding.remedy)
    }
    guard let specification else { return nil }
    let written = text.split(separator: ":", maxSplits: 1).dropFirst().flatMap { $0.split(separator: ",") }
    let stated = written.map { pair in
      let sides = pair.split(separator: "=", maxSplits: 1).map(String.init)
      return SweepRecommender.Parameter(key: sides[0], value: sides.count > 1 ? sides[1] : "")
    }
    return SweepRecommender(label: text, specification: specification, parameters: stated)
  }
}
