import JSONText
import Measures
import Yams

/// Fault rules as a file or a request says them, in YAML or JSON:
///
/// ```yaml
/// seed: 7
/// faults:
///   - operation: CreateSchema       # any operation where left out; with `service: s3` any of that service
///     fault: reset                  # internal-error unavailable throttle reset slow cut wrong-json
///     calls: [1, 3]                 # or `every: 3`, or `probability: 0.05`; every call where left out
///     limit: 2                      # strikes at most
///     performed: false              # whether the call is carried out before it goes wrong
///   - {service: s3, fault: slow, delaySeconds: 2.5}
///   - {operation: GetRecommendations, fault: cut, cutBytes: 10}
/// ```
package enum FaultFile {
  /// The plan, or what is wrong with the text.
  /// - Parameter seed: of rules with a probability, where the text has none.
  package static func read(_ bytes: [UInt8], source: String, seed: UInt64 = 0) -> (
    plan: FaultPlan?, findings: [Finding]
  ) {
    var notes = Notes(source: source)
    func refuse(_ message: String, line: Int? = nil) -> (FaultPlan?, [Finding]) {
      notes.report("", message, line: line)
      return (nil, notes.findings)
    }
    guard bytes.count <= 1_000_000 else { return refuse("The text is larger than 1 MB.") }
    guard let text = String(validating: bytes, as: UTF8.self) else { return refuse("The text is not UTF-8.") }
    // An alias can stand for a thousand copies of another alias; no rule needs these characters.
    guard !text.contains("&"), !text.contains("*") else { return refuse("Anchors (&) and aliases (*) are not read.") }
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch let error as YamlError {
      return refuse("This is neither YAML nor JSON: \(error)".escapingControls)
    } catch {
      return refuse("This is neither YAML nor JSON.")
    }
    guard let mapping = root?.mapping else { return refuse("There is no mapping with `faults`.") }
    var seed = seed
    var rules: [FaultRule] = []
    for (key, value) in mapping {
      switch key.string {
      case "seed":
        if let number = value.scalar.flatMap({ UInt64($0.string) }) {
          seed = number
        } else {
          notes.report("seed", "is no whole number.", line: value.mark?.line)
        }
      case "faults":
        guard let list = value.sequence, list.count <= 1000 else {
          notes.report("faults", "needs a list of at most 1,000 rules.", line: value.mark?.line)
          continue
        }
        for (index, entry) in list.enumerated() {
          if let rule = rule(entry, path: "faults[\(index)]", &notes) { rules.append(rule) }
        }
      default: notes.unknown(key, path: "", known: ["seed", "faults"])
      }
    }
    return (notes.findings.isEmpty ? FaultPlan(rules, seed: seed) : nil, notes.findings)
  }

  private struct Notes {
    let source: String
    var findings: [Finding] = []

    mutating func report(_ path: String, _ message: String, remedy: String = "", line: Int?) {
      findings.append(
        Finding(
          code: "fault-rule", source: source, place: .key(path: path, line: line), message: message, remedy: remedy))
    }

    mutating func unknown(_ key: Node, path: String, known: [String]) {
      let name = (key.string ?? "").prefix(60)
      report(
        path.isEmpty ? String(name).escapingControls : "\(path).\(name)".escapingControls,
        "is not a key that recast knows.", remedy: "Known keys here: \(known.joined(separator: ", ")).",
        line: key.mark?.line)
    }
  }

  private static let keys = [
    "fault", "service", "operation", "every", "calls", "probability", "limit", "performed", "delaySeconds", "cutBytes",
  ]

  private static func rule(_ node: Node, path: String, _ notes: inout Notes) -> FaultRule? {
    guard let mapping = node.mapping else {
      notes.report(path, "is no mapping of keys.", line: node.mark?.line)
      return nil
    }
    let before = notes.findings.count
    var kind: FaultRule.Kind?
    var service: AWSService?
    var choices: [FaultRule.Choice] = []
    var (operation, performs, cutBytes): (String?, Bool?, Int?) = (nil, nil, nil)
    var (limit, delay) = (Int.max, 1.0)
    for (key, value) in mapping {
      let name = key.string ?? ""
      let text = value.scalar?.string ?? ""
      func number(_ range: ClosedRange<Double>) -> Double? { Double(text).flatMap { range.contains($0) ? $0 : nil } }
      func count(_ least: Int) -> Int? { Int(text).flatMap { $0 >= least ? $0 : nil } }
      let isRight: Bool
      switch name {
      case "fault":
        kind = FaultRule.Kind(rawValue: text)
        isRight = kind != nil
      case "service":
        service = AWSService(rawValue: text)
        isRight = service != nil
      case "operation":
        operation = text
        isRight = !text.isEmpty
      case "every":
        isRight = count(1).map { choices.append(.every($0)) } != nil
      case "calls":
        let calls = value.sequence?.compactMap { $0.scalar.flatMap { Int($0.string) } } ?? []
        isRight = !calls.isEmpty && calls.count == value.sequence?.count && calls.allSatisfy { $0 > 0 }
        choices.append(.calls(calls))
      case "probability": isRight = number(0...1).map { choices.append(.probability($0)) } != nil
      case "limit":
        limit = count(0) ?? -1
        isRight = limit >= 0
      case "performed":
        performs = ["true": true, "false": false][text]
        isRight = performs != nil
      case "delaySeconds":
        delay = number(0...300) ?? -1
        isRight = delay >= 0
      case "cutBytes":
        cutBytes = count(0)
        isRight = cutBytes != nil
      // The counts that `GET /_recast/faults` shows beside a rule.
      case "seen", "struck": continue
      default:
        notes.unknown(key, path: path, known: keys)
        continue
      }
      if !isRight {
        notes.report(
          "\(path).\(name)", "is `\(text.prefix(60))`.".escapingControls, remedy: remedy(name), line: value.mark?.line)
      }
    }
    if kind == nil, notes.findings.count == before {
      notes.report("\(path).fault", "is missing.", remedy: remedy("fault"), line: node.mark?.line)
    }
    if choices.count > 1 {
      notes.report(path, "says more than one of every, calls and probability.", line: node.mark?.line)
    }
    guard let kind, notes.findings.count == before else { return nil }
    return FaultRule(
      kind, service: service, operation: operation, choice: choices.first ?? .every(1), limit: limit,
      performs: performs, delaySeconds: delay, cutBytes: cutBytes)
  }

  private static func remedy(_ name: String) -> String {
    switch name {
    case "fault": "It is one of \(FaultRule.Kind.allCases.map(\.rawValue).joined(separator: ", "))."
    case "service": "It is one of \(AWSService.allCases.map(\.rawValue).joined(separator: ", "))."
    case "operation": "It is the name of an operation, such as CreateSchema or PutObject."
    case "every": "It is a whole number from 1: every n-th call."
    case "calls": "It is a list of whole numbers from 1, such as [1, 3]."
    case "probability": "It is a number from 0 to 1."
    case "performed": "It is true or false."
    case "delaySeconds": "It is a number from 0 to 300."
    default: "It is a whole number from 0."
    }
  }
}
