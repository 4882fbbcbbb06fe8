import ArgumentParser
import Engine
import Measures
import Reports

/// `recast bench`: how fast, in numbers that can be compared.
struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure recast on this machine: \(Benchmark.allCases.map(\.rawValue).joined(separator: ", ")).",
    discussion: "Each prints the median of five runs after one to warm up, on one thread, by the process's CPU time.")

  @Argument(help: "Which; all unless stated.") var name: String?
  @Flag(help: "Print JSON, a line a benchmark.") var json = false

  func validate() throws {
    if let name, Benchmark(rawValue: name) == nil {
      throw ValidationError(
        "There is no benchmark \(name). Use one of: \(Benchmark.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
  }

  func run() async throws {
    let chosen = name.flatMap(Benchmark.init).map { [$0] } ?? Benchmark.allCases
    for benchmark in chosen {
      let result = benchmark.measured()
      if json {
        var members: [String: JSONValue] = [
          "name": .string(benchmark.rawValue), "value": .number(result.value.rounded()), "unit": .string(result.unit),
          "check": .string(result.check),
        ]
        if let reference = result.reference, let ratio = result.ratio {
          members["reference"] = .number(reference.rounded())
          members["ratio"] = .number((ratio * 1000).rounded() / 1000)
        }
        do { Terminal.write(try JSONValue.object(members).text(isPretty: false)) } catch {
          throw Stop(.environment, "\(error)")
        }
      } else {
        Terminal.write(
          "\(benchmark.rawValue)\t\(Int(result.value.rounded()))\t\(result.unit)\t(check \(result.check))"
            + (result.ratio.map {
              "\t\(($0 * 1000).rounded() / 1000) of a loop that only sums the same numbers"
            } ?? "") + "\n")
      }
    }
  }
}
