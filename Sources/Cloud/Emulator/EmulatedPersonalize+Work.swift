import Attributes
import Dispatch
import Interactions
import JSONText
import LocalService
import Recommenders
import Schemas
import Synchronization

// Work that resources wait for: imports, trainings, batch jobs.
extension EmulatedPersonalize {
  /// How a piece of work ended: members of the resource that it found out, or why it failed.
  typealias Ending = Result<[(String, JSONTree)], WorkFailure>

  /// Begins a piece of work beside the requests.
  func begin(_ work: World.Work) {
    guard running.withLock({ $0.insert(work).inserted }) else { return }
    let piece: @Sendable () -> Void = { [self] in
      let record = world.withLock { $0.records[work.arn] }
      let ending = record.map { run($0) } ?? .failure(WorkFailure("It is gone."))
      end(work, ending)
    }
    if work.kind == .solutionVersion || work.kind == .recommender {
      trainingQueue.async(piece)
    } else {
      jobQueue.async(execute: piece)
    }
  }

  private func run(_ record: Record) -> Ending {
    do {
      switch record.kind {
      case .datasetImportJob: return .success(try runImport(record))
      case .datasetExportJob: return .success(try runExport(record))
      case .dataDeletionJob: return .success(try runDeletion(record))
      case .solutionVersion, .recommender: return .success(try runTraining(record))
      case .batchInferenceJob: return .success(try runBatch(record))
      case .batchSegmentJob: return .success(try runSegments(record))
      default: return .success([])
      }
    } catch let failure as WorkFailure {
      return .failure(failure)
    } catch {
      return .failure(WorkFailure("\(error)"))
    }
  }

  /// Notes how work ended.
  private func end(_ work: World.Work, _ ending: Ending) {
    let now = clock.now
    world.withLock { world in
      // What was stopped or deleted meanwhile stays so.
      guard let record = world.records[work.arn], record.due != .max else { return }
      var failure: String?
      var found: [(String, JSONTree)] = []
      switch ending {
      case .success(let members): found = members
      case .failure(let error): failure = error.reason
      }
      world.change(work.arn) { record in
        for (key, value) in found { record[key] = value }
        record.outcome = .init(at: now, failure: failure)
      }
      if work.kind == .solutionVersion, failure == nil, record["performAutoML"]?.boolean == true,
        let recipe = found.first(where: { $0.0 == "recipeArn" })?.1
      {
        world.change(record.text("solutionArn") ?? "") {
          $0["autoMLResult"] = .object([("bestRecipeArn", recipe)])
        }
      }
    }
    nextChange.store(0, ordering: .releasing)
    _ = running.withLock { $0.remove(work) }
  }

  // MARK: - Data

  /// The dataset of a job with its kind and schema.
  private func dataset(of record: Record) throws(WorkFailure) -> (Record, DatasetKind, DatasetSchema) {
    let found = world.withLock { world in
      record.text("datasetArn").flatMap { world.records[$0] }.map { ($0, world.schema(of: $0)) }
    }
    guard let (dataset, schema) = found, let schema, let kind = DatasetKind(named: dataset.text("datasetType") ?? "")
    else { throw WorkFailure("The dataset is gone.") }
    return (dataset, kind, schema)
  }

  private func runImport(_ record: Record) throws -> [(String, JSONTree)] {
    let (_, kind, schema) = try dataset(of: record)
    let reading = ImportReading(schema: schema, kind: kind, now: record.created / 1_000_000)
    do {
      let files = try ImportReading.files(
        at: ObjectLocation(record["dataSource"]?["dataLocation"]?.string ?? ""), in: objects)
      for file in files { try reading.check(file) }
      let rows = try reading.rows(files)
      if store.isKept { try store.setContent(record.arn, Framing.joined(files)) }
      readImports.withLock { $0[record.arn] = rows }
      return [("bytes", .whole(files.reduce(0) { $0 + $1.count }))]
    } catch let failure as ImportFailure {
      throw WorkFailure(failure.reason)
    }
  }

  /// The rows of an import of an earlier run.
  func keptRows(_ record: Record, kind: DatasetKind, schema: DatasetSchema) -> ImportedRows? {
    do {
      guard let files = try store.content(record.arn).flatMap(Framing.parts) else { return nil }
      return try ImportReading(schema: schema, kind: kind, now: 0).rows(files)
    } catch {
      troubles.note(.reading, "The kept data of \(record.arn) cannot be read: \(error)")
      return nil
    }
  }

  private func runExport(_ record: Record) throws -> [(String, JSONTree)] {
    let (dataset, kind, _) = try dataset(of: record)
    let group = data(of: dataset.text("datasetGroupArn") ?? "")
    let path = record["jobOutput"]?["s3DataDestination"]?["path"]?.string ?? ""
    guard let place = ObjectLocation(path), objects.hasBucket(place.bucket) else {
      throw WorkFailure("Invalid S3 output path")
    }
    let bytes: [UInt8]
    if kind == .interactions {
      bytes = PersonalizeCSV.bytes(of: group.snapshot(at: record.created).log)
    } else {
      bytes = group.table(kind, at: record.created)?.rows.csv ?? []
    }
    let folder = place.key.isEmpty || place.key.hasSuffix("/") ? place.key : place.key + "/"
    try objects.write(bytes, to: folder + record.name + ".csv", in: place.bucket)
    return []
  }

  private func runDeletion(_ record: Record) throws -> [(String, JSONTree)] {
    let group = record.text("datasetGroupArn") ?? ""
    do {
      let files = try ImportReading.files(
        at: ObjectLocation(record["dataSource"]?["dataLocation"]?.string ?? ""), in: objects)
      var users = RecordRows(columns: ["USER_ID"])
      for file in files { users.read(file, idColumn: "USER_ID") }
      let dataset = world.withLock { $0.dataset("Interactions", of: group)?.arn }
      if let dataset {
        let body = JSONTree.array(users.ids.map(JSONTree.text)).compactText
        try store.append(Array(body.utf8), to: "/forget", owner: dataset, arrived: clock.now)
      }
      return [("numDeleted", .whole(data(of: group).remove(users: Set(users.ids))))]
    } catch let failure as ImportFailure {
      throw WorkFailure(failure.reason)
    }
  }

  // MARK: - Training

  private func runTraining(_ record: Record) throws -> [(String, JSONTree)] {
    let isRecommender = record.kind == .recommender
    let group = data(of: record.text("datasetGroupArn") ?? "")
    let isAutomatic = record["performAutoML"]?.boolean ?? false
    let recipe = isAutomatic ? nil : Catalogue.name(record.text("recipeArn") ?? "")
    let training = Training(
      recipe: recipe, configuration: record["solutionConfig"] ?? .object([]), eventType: record.text("eventType"),
      isTuned: record["performHPO"]?.boolean ?? false)
    let (log, streamed) =
      recipe.flatMap(StandIn.init)?.log(group, at: record.created) ?? group.snapshot(at: record.created)
    let outcome: Training.Outcome
    do throws(Training.Failure) {
      outcome = try training.run(log, streamed: streamed, source: record.arn)
    } catch { throw WorkFailure(error.reason) }
    if store.isKept { try store.setContent(record.arn, outcome.model.trained.encoded()) }
    models.withLock { $0[record.arn] = outcome.model }
    var fit: [(String, JSONTree)] = [
      ("recipe", .text(outcome.recipe)), ("exclusion", .text(outcome.model.exclusion.rawValue)),
      ("streamed", .whole(streamed)), ("events", .whole(outcome.events)), ("users", .whole(outcome.users)),
    ]
    if let types = outcome.model.eventTypes {
      fit.append(("eventTypes", .array(types.sorted().map(JSONTree.text))))
    }
    let metrics = JSONTree.object(outcome.metrics.map { ($0, .number($1)) })
    if isRecommender { return [("fit", .object(fit)), ("modelMetrics", metrics)] }
    let hours = Durations.billedHours(wallSeconds: Double(record.due - record.created) / 1e6)
    var members: [(String, JSONTree)] = [
      ("fit", .object(fit)), ("metrics", metrics),
      ("recipeArn", .text("arn:aws:personalize:::recipe/" + outcome.recipe)),
      ("trainingHours", .number((hours * 1000).rounded() / 1000)),
    ]
    if !outcome.tuned.isEmpty {
      members.append(
        (
          "tunedHPOParams",
          .object([("algorithmHyperParameters", .object(outcome.tuned.map { ($0, .text($1)) }))])
        ))
    }
    return members
  }
}

/// Why a job failed, as its resource says it.
struct WorkFailure: Error, Hashable, Sendable {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}

/// Several files as one piece of bytes: each behind its length in eight bytes.
enum Framing {
  static func joined(_ parts: [[UInt8]]) -> [UInt8] {
    var writer = ModelWriter()
    for part in parts { writer.write(part) }
    return writer.bytes
  }

  static func parts(_ bytes: [UInt8]) -> [[UInt8]]? {
    var reader = ModelReader(bytes)
    var parts: [[UInt8]] = []
    while !reader.isAtEnd {
      guard let part = try? reader.readArray(UInt8.self) else { return nil }
      parts.append(part)
    }
    return parts
  }
}
