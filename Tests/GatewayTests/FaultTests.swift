import Gateway
import LocalService
import ObjectStore
import Testing

@Suite("Faults on order") struct FaultTests {
  func plan(_ text: String) -> FaultPlan? { FaultFile.read(Array(text.utf8), source: "faults.yaml").plan }

  @Test("YAML and JSON say the same") func forms() throws {
    let yaml = """
      seed: 7
      faults:
        - {operation: CreateSchema, fault: reset, calls: [1, 3]}
        - service: s3
          fault: slow
          delaySeconds: 2.5
          every: 10
          limit: 2
      """
    let json = """
      {"seed": 7, "faults": [{"operation": "CreateSchema", "fault": "reset", "calls": [1, 3]},
        {"service": "s3", "fault": "slow", "delaySeconds": 2.5, "every": 10, "limit": 2}]}
      """
    let rules = try #require(plan(yaml)).entries.map(\.rule)
    #expect(
      rules == [
        FaultRule(.reset, operation: "CreateSchema", choice: .calls([1, 3])),
        FaultRule(.slow, service: .s3, choice: .every(10), limit: 2, delaySeconds: 2.5),
      ])
    #expect(plan(json)?.entries.map(\.rule) == rules && plan(json)?.seed == 7)
  }

  @Test("all that is wrong in a file is said at once, with key and line") func findings() {
    let text = """
      faults:
        - {operation: CreateSchema, fault: explode}
        - {fault: reset, every: 0}
        - {fault: cut, every: 2, probability: 0.5}
        - {fault: slow, delay: 3}
        - {service: ec2, fault: reset}
        - {operation: PutEvents}
      extra: 1
      """
    let (plan, findings) = FaultFile.read(Array(text.utf8), source: "faults.yaml")
    #expect(plan == nil)
    let lines = findings.map { "\($0)" }
    #expect(
      lines.map { String($0.split(separator: " ")[0]) } == [2, 3, 4, 5, 6, 7, 8].map { "faults.yaml:\($0):" })
    #expect(lines[0].contains("faults[0].fault") && lines[0].contains("internal-error"))
  }

  @Test(
    "what is no fault file is refused",
    arguments: ["", "[]", "faults: 3", "faults: [1]", "a: &x b", "faults: *x", "\u{0}", "{", "seed: -1\nfaults: []"])
  func refused(text: String) {
    let (plan, findings) = FaultFile.read(Array(text.utf8), source: "f")
    #expect(plan == nil && !findings.isEmpty)
  }

  @Test("every n-th call, chosen calls, at most so many") func choices() {
    func struck(_ rule: FaultRule) -> [Int] {
      var plan = FaultPlan([rule])
      return (1...10).filter { _ in plan.strike(.personalize, "CreateSchema") != nil }
    }
    #expect(struck(FaultRule(.reset, choice: .every(3))) == [3, 6, 9])
    #expect(struck(FaultRule(.reset, choice: .calls([2, 5]))) == [2, 5])
    #expect(struck(FaultRule(.reset, limit: 2)) == [1, 2])
    #expect(struck(FaultRule(.reset, operation: "Other")).isEmpty && struck(FaultRule(.reset, service: .s3)).isEmpty)
  }

  @Test("chance is the seed's: equal runs, near the stated share, and one rule's luck is not another's")
  func chance() {
    func fates(_ rules: [FaultRule], seed: UInt64) -> [FaultRule.Kind?] {
      var plan = FaultPlan(rules, seed: seed)
      return (0..<4000).map { _ in plan.strike(.s3, "PutObject")?.kind }
    }
    let throttle = FaultRule(.throttle, choice: .probability(0.25))
    let first = fates([throttle], seed: 1)
    #expect(first == fates([throttle], seed: 1) && first != fates([throttle], seed: 2))
    // Binomial: 1,000 with a standard deviation of 27.4; five of them.
    #expect(abs(first.count { $0 != nil } - 1000) < 137)
    let both = fates([throttle, FaultRule(.reset, choice: .probability(0.5))], seed: 1)
    #expect(zip(first, both).allSatisfy { $0.0 == nil || $0.1 == .throttle })
  }

  @Test("each fault in the form of each service") func kinds() async throws {
    let bench = try GatewayBench()
    func ask(_ fault: String, _ service: String) async -> HTTPServiceAnswer {
      let set = await bench.ask("PUT", "/_recast/faults", body: "faults: [{fault: \(fault), delaySeconds: 0}]")
      #expect(set.response.status == 200)
      return await bench.ask(
        service == "s3" ? "PUT" : "POST", service == "s3" ? "/shop" : "/", headers: [scope(service)])
    }
    for (fault, service, status, word) in [
      ("internal-error", "personalize", 500, "{\"__type\":\"InternalFailure\""),
      ("internal-error", "s3", 500, "<Code>InternalError<"),
      ("unavailable", "personalize", 503, "ServiceUnavailableException"),
      ("unavailable", "s3", 503, "<Code>ServiceUnavailable<"),
      ("throttle", "personalize", 400, "ThrottlingException"), ("throttle", "s3", 503, "<Code>SlowDown<"),
      ("throttle", "iam", 400, "<Code>Throttling<"), ("wrong-json", "personalize", 200, "{\"broken\": "),
      ("slow", "personalize", 200, "personalize /"),
    ] {
      let answer = await ask(fault, service)
      #expect(answer.response.status == status && answer.text.contains(word), "\(fault) of \(service): \(answer.text)")
      #expect(answer.delivery == .whole)
    }
    #expect(await ask("reset", "personalize").delivery == .reset)
    #expect(await ask("cut", "personalize").delivery == .cut(bytes: 6))
  }

  @Test("an answer that is lost follows a call that was carried out, unless the rule says otherwise")
  func performed() async throws {
    let bench = try GatewayBench()
    func create(_ bucket: String, _ rule: String) async -> Bool {
      _ = await bench.ask("PUT", "/_recast/faults", body: "faults: [{\(rule)}]")
      _ = await bench.ask("PUT", "/" + bucket, headers: [scope("s3")])
      return bench.objects.hasBucket(bucket)
    }
    #expect(await create("one", "operation: CreateBucket, fault: reset"))
    #expect(await !create("two", "operation: CreateBucket, fault: reset, performed: false"))
    #expect(await !create("three", "operation: CreateBucket, fault: internal-error"))
    #expect(await create("four", "operation: CreateBucket, fault: internal-error, performed: true"))
    #expect(await create("five", "operation: DeleteBucket, fault: internal-error"))
    let shown = await bench.ask("GET", "/_recast/faults").text
    #expect(shown.contains("\"seen\":0,\"struck\":0"))
    // What it shows can be sent back.
    #expect(await bench.ask("PUT", "/_recast/faults", body: shown).response.status == 200)
    #expect(await bench.ask("DELETE", "/_recast/faults").text == "{\"seed\":0,\"faults\":[]}\n")
  }
}
