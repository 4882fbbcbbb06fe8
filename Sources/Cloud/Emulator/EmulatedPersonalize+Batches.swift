import Attributes
import Filters
import Interactions
import JSONText
import LocalService
import Recommenders
import Synchronization

// Batch inference and segment jobs.
extension EmulatedPersonalize {
  /// What a job reads and writes, and with what.
  private struct Job {
    let model: ServedModel
    let version: Record
    let group: String
    let expression: String?
    let inputs: [(key: String, bytes: Int)]
    let input: ObjectLocation
    let output: ObjectLocation
  }

  /// Source of the limits: developer guide, quotas, 2025; of the wording: public issues.
  private func job(_ record: Record) throws(WorkFailure) -> Job {
    let (version, filter) = world.withLock { world in
      (
        record.text("solutionVersionArn").flatMap { world.records[$0] },
        record.text("filterArn").flatMap { world.records[$0] }
      )
    }
    guard let version, let model = model(of: version) else { throw WorkFailure("The solution version is gone.") }
    guard let input = ObjectLocation(record["jobInput"]?["s3DataSource"]?["path"]?.string ?? "") else {
      throw WorkFailure("Invalid S3 input path")
    }
    guard let output = ObjectLocation(record["jobOutput"]?["s3DataDestination"]?["path"]?.string ?? ""),
      objects.hasBucket(output.bucket)
    else { throw WorkFailure("Invalid S3 output path") }
    let inputs: [(key: String, bytes: Int)]
    do { inputs = try input.objects(in: objects).filter { !$0.key.hasSuffix(".out") } } catch {
      throw WorkFailure("Insufficient privileges for accessing data in Amazon S3. (\(error))")
    }
    guard !inputs.isEmpty else { throw WorkFailure("Invalid S3 input path") }
    guard inputs.count <= 1000, inputs.reduce(0, { $0 + $1.bytes }) <= 1 << 30 else {
      throw WorkFailure("The input has more than 1000 files or 1 GB.")
    }
    return Job(
      model: model, version: version, group: version.text("datasetGroupArn") ?? "",
      expression: filter?.text("filterExpression"), inputs: inputs, input: input, output: output)
  }

  /// Writes the `.out` file of each input file; how many lines there were.
  ///
  /// - Parameter mostLines: queries that a file may hold.
  private func write(
    _ job: Job, mostLines: Int = .max, _ answer: ([UInt8]) -> (bytes: [UInt8], lines: Int)
  ) throws -> Int {
    var lines = 0
    let folder = job.output.key.isEmpty || job.output.key.hasSuffix("/") ? job.output.key : job.output.key + "/"
    for (key, _) in job.inputs {
      guard let bytes = try objects.read(key, in: job.input.bucket) else { continue }
      guard bytes.count(where: { $0 == UInt8(ascii: "\n") }) <= mostLines else {
        throw WorkFailure("The input file \(key) has more than \(mostLines) queries.")
      }
      let output = answer(bytes)
      let name = key.split(separator: "/").last.map(String.init) ?? key
      try objects.write(output.bytes, to: folder + name + ".out", in: job.output.bucket)
      lines += output.lines
    }
    return lines
  }

  func runBatch(_ record: Record) throws -> [(String, JSONTree)] {
    let job = try job(record)
    let recipe = job.version["fit"]?["recipe"]?.string ?? ""
    let data = data(of: job.group)
    let answering = BatchAnswering(
      model: job.model, data: data, filters: FilterBinding(data), recipe: recipe,
      type: Catalogue.recipes.first { $0.name == recipe }?.type ?? "", expression: job.expression,
      count: record["numResults"]?.whole ?? 25, now: record.created)
    let lines = try write(job) { answering.output($0) }
    return [("usage", .object([("lines", .whole(lines)), ("recipe", .text(recipe))]))]
  }

  func runSegments(_ record: Record) throws -> [(String, JSONTree)] {
    let job = try job(record)
    let data = data(of: job.group)
    let recipe = job.version["fit"]?["recipe"]?.string ?? ""
    var allowed: ItemSet?
    if let expression = job.expression {
      do throws(ServiceFault) {
        let bound = try FilterBinding(data).bound(expression, values: [:], model: job.model, at: record.created)
        var scratch = FilterScratch()
        // Users have the numbers that the model gives them.
        var builder = LogBuilder(users: job.model.trained.users, items: job.model.trained.items)
        builder.append(data.snapshot(at: record.created).log)
        let histories = EventHistories(of: builder.log())
        allowed = bound.filter.allowed(for: FilterRequest(histories: histories), scratch: &scratch)
      } catch { throw WorkFailure(error.message) }
    }
    let segments = Segments(
      model: job.model, isOfAttributes: recipe == "aws-item-attribute-affinity",
      items: data.table(.items, at: record.created)?.table, allowed: allowed,
      count: record["numResults"]?.whole ?? 25)
    let isOfAttributes = recipe == "aws-item-attribute-affinity"
    let lines = try write(job, mostLines: isOfAttributes ? 10 : 500) { segments.output($0) }
    let users = job.version["fit"]?["users"]?.whole ?? 0
    return [("usage", .object([("lines", .whole(lines)), ("users", .whole(users)), ("recipe", .text(recipe))]))]
  }
}
