import Foundation
import Glibc
import TestSupport
import Testing

/// An emulator that runs beside the test, until `stop`.
private final class EmulatorProcess {
  let process = Process()
  private let said: URL
  private(set) var port = 0

  init(_ arguments: [String], in folder: String, environment: [String: String] = [:]) throws {
    said = URL(filePath: folder).appending(path: "said-\(UUID().uuidString)")
    try Data().write(to: said)
    process.executableURL = URL(filePath: Program.path)
    process.arguments = ["emulator", "--port", "0"] + arguments
    process.currentDirectoryURL = ProjectFiles.root
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardOutput = try FileHandle(forWritingTo: said)
    try process.run()
    for _ in 0..<600 where line == nil && process.isRunning { usleep(50_000) }
    port = line.flatMap { $0.split(separator: ":").last }.flatMap { Int($0) } ?? 0
  }

  /// The line that says it is ready.
  var line: String? {
    let text = (try? String(contentsOf: said, encoding: .utf8)) ?? ""
    return text.hasSuffix("\n") ? String(text.dropLast()) : nil
  }

  func ask(_ request: String) -> String {
    guard let client = LoopbackClient(port: port) else { return "" }
    client.send(request.replacing("\n", with: "\r\n"))
    return client.receiveAll()
  }

  func stop(_ signal: Int32 = SIGTERM) -> Int32 {
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    return process.terminationStatus
  }
}

@Suite("recast emulator", .timeLimit(.minutes(20))) struct EmulatorCommandTests {
  @Test("is ready with one line, answers, and keeps what it was given from one run to the next")
  func serves() throws {
    try withScratch { folder in
      let data = folder + "/emulated"
      let first = try EmulatorProcess(["--data", data, "--speed", "600x"], in: folder)
      #expect(first.line == "recast emulator is ready at http://127.0.0.1:\(first.port)")
      let head = "Host: 127.0.0.1\nConnection: close\n"
      #expect(first.ask("PUT /shop HTTP/1.1\n\(head)Content-Length: 0\n\n").hasPrefix("HTTP/1.1 200 "))
      #expect(first.ask("PUT /shop/key HTTP/1.1\n\(head)Content-Length: 4\n\nbody").hasPrefix("HTTP/1.1 200 "))
      let create = "{\"name\": \"made\"}"
      let target = "X-Amz-Target: AmazonPersonalize.CreateDatasetGroup\nContent-Length: \(create.utf8.count)\n"
      #expect(first.ask("POST / HTTP/1.1\n\(head)\(target)\n\(create)").contains("dataset-group/made"))

      let taken = try Program("emulator", "--port", "\(first.port)")
      #expect(taken.status == 3 && taken.errors.contains("Port \(first.port) of 127.0.0.1 is taken"))
      let inUse = try Program("emulator", "--port", "0", "--data", data)
      #expect(inUse.status == 3 && inUse.errors.contains("in use by another emulator"))

      let bill = try Program("emulator", "bill", "--port", "\(first.port)", "--json")
      #expect(bill.status == 0 && bill.output.contains("\"lines\""))
      #expect(try Program("emulator", "bill", "--port", "\(first.port)").output.contains("Nothing was used"))
      let before = try Program("emulator", "clock", "--port", "\(first.port)").output
      let after = try Program("emulator", "clock", "--advance", "7 d", "--port", "\(first.port)").output
      #expect(before.count == "2026-11-26T00:20:00Z\n".count && after.count == before.count && after > before)
      #expect(first.stop() == 0)

      let second = try EmulatorProcess(["--data", data], in: folder)
      #expect(second.ask("GET /shop/key HTTP/1.1\n\(head)\n").hasSuffix("\r\n\r\nbody"))
      let describe = "{}"
      let list = "X-Amz-Target: AmazonPersonalize.ListDatasetGroups\nContent-Length: \(describe.utf8.count)\n"
      #expect(second.ask("POST / HTTP/1.1\n\(head)\(list)\n\(describe)").contains("dataset-group/made"))
      #expect(second.stop(SIGINT) == 0)
    }
  }

  @Test("without --data nothing is left")
  func temporary() throws {
    try withScratch { folder in
      let emulator = try EmulatorProcess([], in: folder, environment: ["TMPDIR": folder])
      let made = { try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix("recast-emu") } }
      #expect(try made().count == 1)
      #expect(emulator.stop() == 0)
      #expect(try made().isEmpty)
    }
  }

  @Test("signatures are checked by a key from the environment, which no message shows")
  func signatures() throws {
    try withScratch { folder in
      let emulator = try EmulatorProcess(
        ["--verify-signatures", "env:RECAST_TEST_KEY"], in: folder, environment: ["RECAST_TEST_KEY": "AKID:geheim"])
      let answer = emulator.ask("GET / HTTP/1.1\nHost: 127.0.0.1\nConnection: close\n\n")
      #expect(answer.hasPrefix("HTTP/1.1 403 ") && answer.contains("AccessDenied") && !answer.contains("geheim"))
      #expect(emulator.stop() == 0)
    }
  }

  @Test(
    "wrong input is said",
    arguments: [
      (["--speed", "fast"], "--speed"), (["--port", "70000"], "port"),
      (["--verify-signatures", "secretonly"], "KEY:SECRET"),
      (["--verify-signatures", "env:RECAST_NOT_SET"], "RECAST_NOT_SET"), (["--faults", "none.yaml"], "none.yaml"),
      (["clock", "--advance", "soon"], "--advance"), (["bill", "--port", "0"], "--port"),
      (["--rates", "nowhere"], "no such rate card"),
    ])
  func wrongInput(arguments: [String], word: String) throws {
    let program = try Program(["emulator"] + arguments)
    #expect([2, 3].contains(program.status) && program.errors.contains(word), "\(program.errors)")
    #expect(!program.errors.contains("secretonly"))
  }

  @Test("a file of faults is read with all its mistakes, and nothing runs")
  func faultFile() throws {
    try withScratch { folder in
      let file = folder + "/faults.yaml"
      try "faults:\n  - {fault: explode}\n  - {fault: reset, every: 0}\n".write(
        toFile: file, atomically: true, encoding: .utf8)
      let program = try Program("emulator", "--port", "0", "--faults", file)
      #expect(program.status == 2 && program.errors.contains("faults.yaml:2: error: faults[0].fault"))
      #expect(program.errors.contains("faults.yaml:3: error: faults[1].every"))
      #expect(program.errors.contains("2 errors; nothing was run."))
    }
  }
}
