import JSONText

/// All resources, and the rules between them; a value that one lock guards. It knows no files, threads or models: what is
/// to be done beside it is listed in `begun`.
struct World: Sendable {
  /// Work that a resource waits for.
  struct Work: Hashable, Sendable {
    let kind: ResourceKind
    let arn: String
  }

  /// By ARN.
  private(set) var records: [String: Record] = [:]
  /// ARNs in order of creation.
  private(set) var order: [String] = []
  /// Those whose kept text is out of date, and those that are gone.
  private(set) var changed: Set<String> = []
  /// Work to be begun once the lock is free.
  var begun: [Work] = []
  private(set) var lastNumber = 0
  let account: String
  var identifiers: Identifiers

  init(account: String, identifiers: Identifiers, records: [Record] = []) {
    self.account = account
    self.identifiers = identifiers
    for record in records.sorted(by: { $0.number < $1.number }) {
      self.records[record.arn] = record
      order.append(record.arn)
      lastNumber = record.number
    }
  }

  /// What is to be kept since the last call: texts by ARN, nil for what is gone.
  mutating func takeChanges() -> [(arn: String, record: Record?)] {
    defer { changed = [] }
    return changed.sorted().map { ($0, records[$0]) }
  }

  /// Notes that changes could not be kept, so that they are among the next.
  mutating func putBack(_ changes: [(arn: String, record: Record?)]) {
    for (arn, _) in changes { changed.insert(arn) }
  }

  // MARK: - Looking

  /// Resources of a kind, oldest first.
  func all(_ kind: ResourceKind) -> [Record] {
    order.compactMap { records[$0] }.filter { $0.kind == kind }
  }

  /// Resources of a kind whose member holds an ARN.
  func all(_ kind: ResourceKind, where key: String, is arn: String) -> [Record] {
    all(kind).filter { $0.text(key) == arn }
  }

  /// The resource, or the service's error.
  func record(_ kind: ResourceKind, _ arn: String) throws(ServiceFault) -> Record {
    guard let text = ARNText(arn) else { throw .invalid("The ARN \(arn) is not valid.") }
    if let record = records[arn], record.kind == kind { return record }
    let segment = kind == .solutionVersion ? "solution" : kind.rawValue
    guard text.resource.hasPrefix(segment + "/") else {
      throw .invalid("The ARN \(arn) is not that of a \(kind.wrapper).")
    }
    throw .missing("The resource with the Amazon Resource Name (ARN) \(arn) could not be found.")
  }

  /// A resource that must be ready.
  func active(_ kind: ResourceKind, _ arn: String, _ now: Int64) throws(ServiceFault) -> Record {
    let record = try record(kind, arn)
    guard record.isActive(now) else {
      throw .inUse("The resource \(arn) is in the state \(record.status(now)) and must be ACTIVE.")
    }
    return record
  }

  /// The dataset of a type in a group; types are the same in any case and with underscores or without.
  func dataset(_ type: String, of group: String) -> Record? {
    func plain(_ text: String) -> String { text.lowercased().filter { $0 != "_" } }
    return all(.dataset, where: "datasetGroupArn", is: group).first {
      plain($0.text("datasetType") ?? "") == plain(type)
    }
  }

  // MARK: - Changing

  /// Changes a record and keeps it.
  mutating func change(_ arn: String, _ body: (inout Record) -> Void) {
    guard var record = records[arn] else { return }
    body(&record)
    records[arn] = record
    changed.insert(arn)
  }

  /// Adds a resource under a name that none has, its work begun where it has some.
  mutating func add(
    _ kind: ResourceKind, arn: String, _ members: JSONTree, tags: JSONTree?, at call: Call, hasWork: Bool = false,
    seconds: Double? = nil
  ) throws(ServiceFault) -> Record {
    guard records[arn] == nil else {
      throw .exists("Another resource with Amazon Resource Name (ARN) \(arn) already exists.")
    }
    if (tags?.elements?.count ?? 0) > 50 {
      throw ServiceFault(code: "TooManyTagsException", message: "A resource can have up to 50 tags.")
    }
    lastNumber += 1
    let length = kind.durations
    let pending = call.now + Int64(length.pending * 1e6)
    var record = Record(
      kind: kind, arn: arn, number: lastNumber, members: members, created: call.now, updated: call.now,
      steps: kind == .schema ? [] : [.init(at: pending, status: kind.creationStates.running)],
      due: pending + Int64((seconds ?? length.creating) * 1e6))
    record.tags = tags
    if hasWork { begun.append(Work(kind: kind, arn: arn)) } else { record.outcome = .init(at: call.now, failure: nil) }
    records[arn] = record
    order.append(arn)
    changed.insert(arn)
    return record
  }

  /// The ARN of a named resource of the account.
  func arn(_ kind: ResourceKind, _ suffix: String, _ call: Call) -> String {
    let partition = call.region.hasPrefix("cn-") ? "aws-cn" : "aws"
    let segment = kind == .solutionVersion ? "solution" : kind.rawValue
    return "arn:\(partition):personalize:\(call.region):\(account):\(segment)/\(suffix)"
  }

  /// Takes a resource away for good.
  mutating func remove(_ arn: String) {
    guard records.removeValue(forKey: arn) != nil else { return }
    order.removeAll { $0 == arn }
    changed.insert(arn)
  }

  /// Begins a deletion.
  mutating func delete(_ record: Record, at now: Int64) {
    change(record.arn) {
      $0.deletion = .init(start: now, end: now + Int64($0.kind.durations.deleting * 1e6))
      $0.updated = now
    }
  }

  /// The first instant after `now` at which anything changes by itself.
  func nextChange(after now: Int64) -> Int64? {
    records.values.compactMap { $0.nextChange(after: now) }.min()
  }
}

/// Who asks, where and when.
struct Call: Sendable {
  /// Microseconds of the simulated clock.
  let now: Int64
  let region: String
}
