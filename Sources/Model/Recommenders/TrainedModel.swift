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
  package let recommender: any Recommender

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
  package init(_ specification: RecommenderSpecification, log: InteractionLog, before cutSeconds: Int64, source: String)
  {
    let data = TrainingData(log, before: cutSeconds)
    self.init(
      specification: specification,
      provenance: Provenance(
        source: source, sourceChecksum: checksumText(Checksum.of(log, events: data.events)), cutSeconds: cutSeconds,
        events: data.events),
      items: log.items, users: log.users, histories: data.histories, recommender: specification.fit(data))
  }

  init(
    specification: RecommenderSpecification, provenance: Provenance, items: [String], users: [String],
    histories: UserHistories, recommender: any Recommender
  ) {
    self.specification = specification
    self.provenance = provenance
    self.items = items
    self.users = users
    self.histories = histories
    self.recommender = recommender
  }
}

extension TrainedModel {
  /// The first bytes of every saved model.
  private static let magic = Array("recast model\n".utf8)
  /// Number of the form; another one is refused.
  package static let formatVersion: UInt32 = 1

  /// The model as the bytes of one file: magic, version, checksum of the rest, then provenance, names, histories, model.
  package func encoded() -> [UInt8] {
    var body = ModelWriter()
    body.write(specification.text)
    body.write(provenance.source)
    body.write(provenance.sourceChecksum)
    body.write(provenance.cutSeconds)
    body.write(Int64(provenance.events))
    for names in [items, users] {
      body.write(UInt64(names.count))
      for name in names { body.write(name) }
    }
    body.write(histories.offsets.map(Int64.init))
    body.write(histories.items)
    body.write(histories.timestamps)
    recommender.encode(into: &body)
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
    let offsets = try reader.readArray(Int64.self).map(Int.init)
    let takenItems = try reader.readArray(Int32.self)
    let seconds = try reader.readArray(Int64.self)
    guard
      let histories = UserHistories(
        offsets: offsets, items: takenItems, timestamps: seconds, userCount: users.count, itemCount: items.count)
    else { throw ModelFileError(.damaged, "The users' histories do not fit together.") }
    let recommender = try specification.parameters.decode(from: &reader)
    try reader.require(reader.isAtEnd)
    self.init(
      specification: specification, provenance: provenance, items: items, users: users, histories: histories,
      recommender: recommender)
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
