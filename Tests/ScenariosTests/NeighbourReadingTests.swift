import Measures
import Scenarios
import Serving
import Testing

@Suite("What stands around the service, in scenario files") struct NeighbourReadingTests {
  private func read(_ was: String, _ becomes: String) -> (Scenario?, [Finding]) {
    let yaml = minimal.replacing(was, with: becomes)
    #expect(yaml != minimal)
    return ScenarioReading.scenario(fromYAML: yaml, source: "shop.yaml", name: "shop")
  }

  @Test("without a front section, or with `none`, nothing stands before the answers, and the ledger says so")
  func none()
    throws
  {
    let silent = try #require(ScenarioReading.scenario(fromYAML: minimal, source: "", name: "x").0)
    let said = try #require(read("rateCard: us-east-1", "rateCard: us-east-1\nfront: none").0)
    #expect(silent.front == .none && said.front == .none)
    #expect(silent.ledger.first { $0.key == "front" }?.origin == .assumption)
    #expect(said.ledger.first { $0.key == "front" }?.origin == .given)
  }

  @Test("a front takes what is written, and defaults by name for the rest") func front() throws {
    let full = """
      front: {api: rest-api, lambda: arm64, lambdaMemory: 512 MB, lambdaOwnTime: 3 ms, logs: 0 B/req, transferOut: 900 B/req}
      """
    let written = try #require(read("rateCard: us-east-1", "rateCard: us-east-1\n" + full).0)
    #expect(
      written.front
        == FrontSettings(
          api: .rest, lambda: .init(processor: .arm64, memoryMB: 512, ownTime: .milliseconds(3)), logBytesPerRequest: 0,
          transferOutBytesPerRequest: 900))
    let short = try #require(read("rateCard: us-east-1", "rateCard: us-east-1\nfront: {lambda: x86}").0)
    #expect(
      short.front
        == FrontSettings(
          api: nil, lambda: .init(processor: .x86, memoryMB: 128, ownTime: .milliseconds(5)), logBytesPerRequest: 300,
          transferOutBytesPerRequest: 2000))
    #expect(short.ledger.first { $0.key == "front.lambdaMemory" }?.origin == .assumption)
    let noFunction = try #require(read("rateCard: us-east-1", "rateCard: us-east-1\nfront: {api: http-api}").0)
    #expect(noFunction.front.api == .http && noFunction.front.lambda == nil)
    #expect(!noFunction.ledger.contains { $0.key == "front.lambdaMemory" })
  }

  static let stores: [(word: String, store: BatchSettings.Store, median: Double)] = [
    ("dynamodb", .dynamoDB, 4), ("own-database", .ownDatabase, 4),
    ("rds-micro", .rds(.micro, minimumStorageGB: 20), 4), ("rds-small", .rds(.small, minimumStorageGB: 20), 4),
    ("elasticache-redis", .elastiCache(.redis, usableGBPerNode: 0.4), 1),
    ("elasticache-valkey", .elastiCache(.valkey, usableGBPerNode: 0.4), 1),
  ]

  @Test("each store is known by its word, with its own room and latency", arguments: stores)
  func store(_ case: (word: String, store: BatchSettings.Store, median: Double)) throws {
    let scenario = try #require(read("{kind: campaign}", "{kind: batch, store: \(`case`.word)}").0)
    let batch = try #require(scenario.plans[0].batch)
    #expect(batch.store == `case`.store && batch.storeTime.medianMilliseconds == `case`.median)
  }

  @Test("room and latency of a store can be written") func storeSettings() throws {
    let rds = "{kind: batch, store: rds-small, storageMinimum: 100 GB, storeLatency: {median: 3 ms, p99: 9 ms}}"
    let batch = try #require(read("{kind: campaign}", rds).0?.plans[0].batch)
    #expect(batch.store == .rds(.small, minimumStorageGB: 100) && batch.storeTime.p99Milliseconds == 9)
    let cache = "{kind: batch, store: elasticache-redis, nodeMemory: 0.3 GB}"
    #expect(read("{kind: campaign}", cache).0?.plans[0].batch?.store == .elastiCache(.redis, usableGBPerNode: 0.3))
  }

  @Test("metadata and themes are off unless switched on") func surcharges() throws {
    let off = try #require(read("{kind: campaign}", "{kind: hybrid}").0?.plans[0])
    #expect(off.campaigns.first?.settings.returnsMetadata == false && off.batch?.makesThemes == false)
    let on = try #require(
      read("{kind: campaign}", "{kind: hybrid, batch: {themes: on}, campaign: {metadata: on}}").0?.plans[0])
    #expect(on.campaigns.first?.settings.returnsMetadata == true && on.batch?.makesThemes == true)
  }

  /// What stands as the minimal scenario's plan or front, and what must be found.
  static let mistakes: [(plan: String, front: String, code: String, path: String)] = [
    ("{kind: campaign}", "{api: http}", "unknown-word", "front.api"),
    ("{kind: campaign}", "{lambda: arm}", "unknown-word", "front.lambda"),
    ("{kind: campaign}", "{lamda: x86}", "unknown-key", "front.lamda"),
    ("{kind: campaign}", "{lambda: x86, lambdaMemory: 128}", "wrong-value", "front.lambdaMemory"),
    ("{kind: campaign}", "{lambda: x86, lambdaMemory: 64 MB}", "out-of-range", "front.lambdaMemory"),
    ("{kind: campaign}", "{lambda: x86, lambdaOwnTime: 5}", "wrong-value", "front.lambdaOwnTime"),
    ("{kind: campaign}", "{lambda: x86, lambdaOwnTime: 1 h}", "out-of-range", "front.lambdaOwnTime"),
    ("{kind: campaign}", "{lambdaMemory: 128 MB}", "contradiction", "front.lambdaMemory"),
    ("{kind: campaign}", "{logs: 300}", "wrong-value", "front.logs"),
    ("{kind: campaign}", "{logs: 300 B}", "wrong-value", "front.logs"),
    ("{kind: campaign}", "{transferOut: -1 B/req}", "out-of-range", "front.transferOut"),
    ("{kind: campaign}", "all", "wrong-kind", "front"),
    ("{kind: batch, store: rds}", "none", "unknown-word", "plans.campaign.store"),
    ("{kind: batch, storageMinimum: 20 GB}", "none", "contradiction", "plans.campaign.storageMinimum"),
    ("{kind: batch, store: rds-micro, storageMinimum: 20}", "none", "wrong-value", "plans.campaign.storageMinimum"),
    ("{kind: batch, store: rds-micro, nodeMemory: 1 GB}", "none", "contradiction", "plans.campaign.nodeMemory"),
    ("{kind: campaign, metadata: true}", "none", "unknown-word", "plans.campaign.metadata"),
    ("{kind: batch, themes: all}", "none", "unknown-word", "plans.campaign.themes"),
    ("{kind: campaign, themes: on}", "none", "unknown-key", "plans.campaign.themes"),
  ]

  @Test("each mistake is found at its key, and nothing is ready to run", arguments: mistakes)
  func mistake(_ case: (plan: String, front: String, code: String, path: String)) {
    let yaml = minimal.replacing("{kind: campaign}", with: `case`.plan) + "front: \(`case`.front)\n"
    let (scenario, findings) = ScenarioReading.scenario(fromYAML: yaml, source: "shop.yaml", name: "shop")
    let line = `case`.path.hasPrefix("front") ? 7 : 5
    #expect(scenario == nil)
    #expect(
      findings.contains { $0.code == `case`.code && $0.place == .key(path: `case`.path, line: line) }, "\(findings)")
  }
}
