import ArgumentParser
import Engine
import Measures
import Reports

/// `recast bench`: how fast, in numbers that can be compared.
struct BenchCommand: AsyncParsableCommand {
  private static let list = Benchmark.all.map { "  \($0.name): \($0.summary) (\($0.unit))." }.joined(separator: "\n")
  private static let names = Benchmark.all.map(\.name).joined(separator: ", ")

  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure recast on this machine: \(names).",
    discussion: """
      \(list)

      Each prints the median of five runs after one to warm up. With --peers, plain C programs that do the same work are \
      compiled with gcc and raced in the same run, turn by turn; without it, a loop in this process where there is one. \
      `-ffast-math` builds are a second opinion.
      """)

  @Argument(help: "Which; all unless stated.") var name: String?
  @Flag(help: "Print JSON, a line a benchmark.") var json = false
  @Option(help: "A folder with C programs to race, such as sim/ggc.c; needs gcc.") var peers: String?
  @Option(help: "A folder with public data, such as ml-1m/ratings.dat; `data` beside the peers unless stated.")
  var data: String?

  func validate() throws {
    if let name, !Benchmark.all.contains(where: { $0.name == name }) {
      throw ValidationError("There is no benchmark \(name). Use one of: \(BenchCommand.names).")
    }
    if peers?.isEmpty == true { throw ValidationError("--peers is empty.") }
  }

  func run() async throws {
    for benchmark in Benchmark.all where name == nil || benchmark.name == name {
      Terminal.Progress.shared.update("measuring \(benchmark.name)")
      let result: Benchmark.Result
      do { result = try benchmark.measured(peers: peers, data: data) } catch { throw Stop(.environment, "\(error)") }
      Terminal.Progress.shared.clear()
      if json {
        do { Terminal.write(try json(benchmark, result).text(isPretty: false)) } catch {
          throw Stop(.environment, "\(error)")
        }
      } else {
        Terminal.write(text(benchmark, result))
      }
    }
  }

  /// `name`, `value`, `unit`, `check`; with something to compare with also `reference`, `ratio`, `referenceWork`, and the same
  /// with the key of each further build, such as `fastMathReference`.
  private func json(_ benchmark: Benchmark, _ result: Benchmark.Result) -> JSONValue {
    var members: [String: JSONValue] = [
      "name": .string(benchmark.name), "value": .number(result.value.rounded()), "unit": .string(benchmark.unit),
      "check": .string(result.check),
    ]
    for figure in result.figures { members[figure.name] = .number(figure.value) }
    if let caveat = caveat(result) { members["caveat"] = .string(caveat) }
    for reference in result.references {
      func key(_ name: String) -> String {
        reference.key.isEmpty ? name : reference.key + name.prefix(1).uppercased() + name.dropFirst()
      }
      members[key("reference")] = .number(reference.value.rounded())
      members[key("ratio")] = .number(thousandths(reference.ratio))
      members[key("referenceWork")] = .string(reference.words)
    }
    return .object(members)
  }

  private func text(_ benchmark: Benchmark, _ result: Benchmark.Result) -> String {
    var lines = ["\(benchmark.name)\t\(Int(result.value.rounded()))\t\(benchmark.unit)\t(check \(result.check))"]
    for figure in result.figures { lines.append("\t\(thousandths(figure.value))\t\(figure.name)") }
    for reference in result.references {
      lines.append("\t\(thousandths(reference.ratio)) of\t\(Int(reference.value.rounded()))\t\(reference.words)")
    }
    if let caveat = caveat(result) { lines.append("\t" + caveat) }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What quality beside speed must be read with.
  private func caveat(_ result: Benchmark.Result) -> String? {
    result.figures.contains { $0.name.hasPrefix("ndcg") } ? QualityCaveat.standIn("the one measured") : nil
  }

  private func thousandths(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
