import FoundationEssentials
import Glibc
import Reports
import Scenarios

/// A plain C program, of the user's and never part of recast, that does the same work as a benchmark.
struct PeerProgram: Sendable {
  /// How it is compiled. The first build is the reference; further ones stand beside it under their key.
  struct Build: Sendable {
    /// Empty for the reference; else what its JSON keys begin with, such as `fastMath`.
    let key: String
    let flags: [String]

    static let optimised = Build(key: "", flags: ["-O3", "-march=native"])
    static let fastMath = Build(key: "fastMath", flags: ["-O3", "-march=native", "-ffast-math"])
  }

  /// One run of it.
  struct Run: Sendable {
    /// The JSON values it printed, one a line.
    let lines: [JSONValue]
    /// CPU seconds of the whole program, its start and end included.
    let processorSeconds: Double
    let elapsedSeconds: Double
  }

  /// Path below the peers' folder, such as `sim/ggc.c`.
  let source: String
  /// What follows the source on the compiler's command line.
  let libraries: [String]
  let builds: [Build]
  /// The command line of one run; files that the benchmark made lie in the scratch folder.
  let arguments: @Sendable (BenchmarkScratch) -> [String]
  /// The rate of a run in the benchmark's unit; nil where the run does not tell.
  let rate: @Sendable (Run) -> Double?

  /// A build of it that is ready to run.
  struct Compiled {
    let build: Build
    let program: String
    /// The compiler's command line, without folders.
    let compilerLine: String
    /// The command line of a run, without folders.
    let runLine: String
    private let arguments: [String]
    private let scratch: BenchmarkScratch
    private let rate: @Sendable (Run) -> Double?

    init(_ peer: PeerProgram, _ build: Build, in folder: String, scratch: BenchmarkScratch) throws(BenchmarkError) {
      let path = folder + "/" + peer.source
      let stem = peer.source.map { $0 == "/" || $0 == "." ? "-" : String($0) }.joined()
      guard FileManager.default.fileExists(atPath: path) else {
        throw BenchmarkError(code: .missingPeer, facts: [peer.source], cause: "The folder of peers has no such program")
      }
      self.build = build
      self.scratch = scratch
      rate = peer.rate
      arguments = peer.arguments(scratch)
      program = "\(scratch.folder)/\(stem)-\(build.key.isEmpty ? "reference" : build.key)"
      compilerLine = (["gcc"] + build.flags + [peer.source] + peer.libraries).joined(separator: " ")
      runLine = ([peer.source] + arguments.map { PathText.fileName($0) }).joined(separator: " ")
      let compiler = ChildProcess.run(
        "gcc", build.flags + ["-o", program, path] + peer.libraries, scratch: scratch.folder)
      guard let compiler else {
        throw BenchmarkError(code: .compiler, facts: [compilerLine], cause: "The compiler could not be started")
      }
      guard compiler.status == 0 else {
        let said = CleanLine.text(compiler.errors.prefix(300))
        throw BenchmarkError(code: .compiler, facts: [compilerLine, said], cause: "The compiler refused the peer")
      }
    }

    /// Runs it once and returns its rate.
    func measuredRate() throws(BenchmarkError) -> Double {
      guard let ended = ChildProcess.run(program, arguments, scratch: scratch.folder), ended.status == 0 else {
        throw BenchmarkError(code: .peer, facts: [runLine], cause: "The peer could not be run to its end")
      }
      let lines = ended.output.split(separator: UInt8(ascii: "\n")).compactMap { JSONValue(bytes: Array($0)) }
      let run = Run(
        lines: lines, processorSeconds: ended.processorSeconds, elapsedSeconds: ended.elapsedSeconds)
      guard let rate = rate(run), rate.isFinite, rate > 0 else {
        throw BenchmarkError(code: .peer, facts: [runLine], cause: "The peer printed no rate that can be read")
      }
      return rate
    }
  }
}

/// Text of another program on one line, without anything that steers a terminal.
private enum CleanLine {
  static func text(_ bytes: some Sequence<UInt8>) -> String {
    String(decoding: bytes.map { $0 < 0x20 || $0 == 0x7F ? 0x20 : $0 }, as: UTF8.self)
      .split(separator: " ").joined(separator: " ")
  }
}
