import Interactions

/// A fitted model with all that is needed to answer from it: names, the users' histories, and where it comes from.
package struct TrainedModel: Sendable {
  /// What was fitted.
  package let specification: RecommenderSpecification
  /// Digest of the source it was fitted to, and its name as the user gave it.
  package let provenance: Provenance
  /// Names by item index.
  package let items: [String]
  /// Names by user index.
  package let users: [String]
  /// What is known of each user.
  package let histories: UserHistories
  /// Names by event-type index.
  package let eventTypes: [String]
  /// Event-type index beside the items of `histories`.
  package let types: [UInt8]
  package let recommender: any Recommender
  /// What users without events get by their attributes; nil where these were not given.
  package let coldUsers: ColdUsers?

  /// Where a model comes from.
  package struct Provenance: Sendable, Hashable {
    /// The file's name.
    package var source: String
    /// Checksum of its events in hexadecimal digits.
    package var sourceChecksum: String
    /// The model knows events strictly before this instant, seconds since the epoch.
    package var cutSeconds: Int64
    /// Number of events it was fitted to.
    package var events: Int

    package init(source: String, sourceChecksum: String, cutSeconds: Int64, events: Int) {
      self.source = source
      self.sourceChecksum = sourceChecksum
      self.cutSeconds = cutSeconds
      self.events = events
    }
  }

  /// Fits a model to the events of a log before an instant.
  ///
  /// - Parameters:
  ///   - weights: what each event of the log counts, positive; empty for 1.
  ///   - enrichment: what stands beside the events. Items and users that only it knows are in the model too where the
  ///     log's tables hold their names.
  ///   - progress: called with the share that is done, 0 … 1, from any thread.
  package init(
    _ specification: RecommenderSpecification, log: InteractionLog, before cutSeconds: Int64, source: String,
    weights: [Float] = [], enrichment: Enrichment = Enrichment(), progress: (@Sendable (Double) -> Void)? = nil
  ) {
    var data = TrainingData(log, before: cutSeconds)
    data.progress = progress
    if !weights.isEmpty { data = data.weighted(weights) }
    self.init(
      specification: specification,
      provenance: Provenance(
        source: source, sourceChecksum: checksumText(Checksum.of(log, events: data.events)), cutSeconds: cutSeconds,
        events: data.events),
      items: log.items, users: log.users, histories: data.histories, eventTypes: log.eventTypes,
      types: Self.types(data), recommender: specification.fit(data, enrichment: enrichment),
      coldUsers: enrichment.users.map { ColdUsers($0, data: data) })
  }

  init(
    specification: RecommenderSpecification, provenance: Provenance, items: [String], users: [String],
    histories: UserHistories, eventTypes: [String], types: [UInt8], recommender: any Recommender,
    coldUsers: ColdUsers?
  ) {
    self.specification = specification
    self.provenance = provenance
    self.items = items
    self.users = users
    self.histories = histories
    self.eventTypes = eventTypes
    self.types = types
    self.recommender = recommender
    self.coldUsers = coldUsers
  }

  /// The event types in the order of the histories.
  private static func types(_ data: TrainingData) -> [UInt8] {
    var next = data.histories.offsets
    var types = [UInt8](repeating: 0, count: data.events)
    for event in 0..<data.events {
      let user = Int(data.log.userIDs[event])
      types[next[user]] = data.log.eventTypeIDs[event]
      next[user] += 1
    }
    return types
  }
}

extension TrainedModel {
  /// The first bytes of every saved model.
  private static let magic = Array("recast model\n".utf8)
  /// Number of the form; another one is refused.
  package static let formatVersion: UInt32 = 3

  /// The model as the bytes of one file: magic, version, checksum of the rest, then provenance, names, histories, model.
  package func encoded() -> [UInt8] {
    var body = ModelWriter()
    body.write(specification.text)
    body.write(provenance.source)
    body.write(provenance.sourceChecksum)
    body.write(provenance.cutSeconds)
    body.write(Int64(provenance.events))
    for names in [items, users, eventTypes] {
      body.write(UInt64(names.count))
      for name in names { body.write(name) }
    }
    body.write(histories.offsets.map(Int64.init))
    body.write(histories.items)
    body.write(histories.timestamps)
    body.write(types)
    body.write([recommender is EnrichedRecommender, coldUsers != nil])
    recommender.encode(into: &body)
    coldUsers?.encode(into: &body)
    var head = ModelWriter()
    for byte in Self.magic { head.write(byte) }
    head.write(Self.formatVersion)
    head.write(Checksum.of(body.bytes, in: 0..<body.bytes.count))
    return head.bytes + body.bytes
  }

  /// Reads what `encoded` wrote.
  /// - Throws: where the bytes are not such a file, are of another version, or are damaged.
  package init(decoding bytes: [UInt8]) throws(ModelFileError) {
    let start = Self.magic.count
    guard bytes.starts(with: Self.magic) else { throw ModelFileError(.notAModel, "This is no model of recast.") }
    var head = ModelReader(bytes, in: start..<bytes.count)
    let version = try head.read(UInt32.self)
    guard version == Self.formatVersion else {
      throw ModelFileError(
        .otherVersion, "The model is of format \(version); this program reads \(Self.formatVersion). Train it again.")
    }
    let checksum = try head.read(UInt64.self)
    let body = (start + 12)..<bytes.count
    guard Checksum.of(bytes, in: body) == checksum else {
      throw ModelFileError(.damaged, "The model's checksum does not fit its content: the file is damaged or cut off.")
    }
    var reader = ModelReader(bytes, in: body)
    let text = try reader.readText()
    guard let specification = RecommenderSpecification.parse(text, source: "model").0 else {
      throw ModelFileError(.unknownRecommender, "The model's recommender is not known to this program.")
    }
    let provenance = Provenance(
      source: try reader.readText(), sourceChecksum: try reader.readText(), cutSeconds: try reader.read(Int64.self),
      events: Int(try reader.read(Int64.self)))
    let items = try Self.names(from: &reader)
    let users = try Self.names(from: &reader)
    let eventTypes = try Self.names(from: &reader)
    let offsets = try reader.readArray(Int64.self).map(Int.init)
    let takenItems = try reader.readArray(Int32.self)
    let seconds = try reader.readArray(Int64.self)
    let types = try reader.readArray(UInt8.self)
    try reader.require(types.count == takenItems.count && types.allSatisfy { Int($0) < eventTypes.count })
    guard
      let histories = UserHistories(
        offsets: offsets, items: takenItems, timestamps: seconds, userCount: users.count, itemCount: items.count)
    else { throw ModelFileError(.damaged, "The users' histories do not fit together.") }
    let flags = try reader.readArray(UInt8.self)
    try reader.require(flags.count == 2)
    var recommender = try specification.parameters.decode(from: &reader)
    if flags[0] == 1 { recommender = try EnrichedRecommender(decoding: recommender, from: &reader) }
    let coldUsers = flags[1] == 1 ? try ColdUsers(from: &reader) : nil
    try reader.require(reader.isAtEnd)
    self.init(
      specification: specification, provenance: provenance, items: items, users: users, histories: histories,
      eventTypes: eventTypes, types: types, recommender: recommender, coldUsers: coldUsers)
  }

  private static func names(from reader: inout ModelReader) throws(ModelFileError) -> [String] {
    // A name takes eight bytes for its length at least.
    let count = try reader.readCount(elementSize: 8)
    var names: [String] = []
    names.reserveCapacity(count)
    for _ in 0..<count { names.append(try reader.readText()) }
    return names
  }
}

/// A checksum as sixteen hexadecimal digits.
private func checksumText(_ value: UInt64) -> String {
  let digits = String(value, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}
