import Randomness
import RealModule
import Reports
import Statistics

/// Theory against simulation: what the pieces of the simulator must come to, by formulas that others proved.
///
/// Each row has a 99.9 % interval. Of some dozens of rows one is outside its interval in a few runs of a hundred by chance
/// alone, so a row fails only where Holm's correction over all rows says so, with a chance below 1 in 1,000 for the run.
/// Source: S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6, 1979.
package struct SelfTest: Sendable {
  /// One comparison.
  package struct Row: Sendable {
    package let name: String
    /// What theory says; for an accuracy the largest error allowed.
    package let theory: Double
    /// What came out.
    package let value: Double
    /// 99.9 % interval around the value; nil for an accuracy, which has nothing random.
    package let interval: Interval?
    /// Chance of a value this far from theory, were there no fault.
    package let probability: Double
    package fileprivate(set) var holds = true
  }

  package let seed: UInt64
  package let rows: [Row]
  package var holds: Bool { rows.allSatisfy(\.holds) }

  /// Chance of an alarm without a fault, for a whole run.
  package static let alarmChance = 0.001

  /// Runs all comparisons, those that do not depend on one another in parallel.
  package static func run(seed: UInt64, progress: @escaping @Sendable (Double) -> Void = { _ in }) async -> SelfTest {
    let checks = queueChecks + arrivalChecks + numberChecks
    let rows = await inParallel(checks.count, progress: progress) { checks[$0](seed) }
    return SelfTest(seed: seed, rows: corrected(rows.flatMap(\.self)))
  }

  /// A piece of work that comes to some rows.
  typealias Check = @Sendable (UInt64) -> [Row]

  /// Marks what Holm's procedure rejects: the k-th smallest chance against the level over what is left, until one holds.
  package static func corrected(_ rows: [Row]) -> [Row] {
    var rows = rows
    let order = rows.indices.sorted { (rows[$0].probability, $0) < (rows[$1].probability, $1) }
    for (place, index) in order.enumerated() {
      guard rows[index].probability < alarmChance / Double(rows.count - place) else { break }
      rows[index].holds = false
    }
    return rows
  }

  /// The same for machines.
  package var json: JSONValue {
    .object([
      "seed": .integer(Int(clamping: seed)), "holds": .boolean(holds),
      "rows": .array(
        rows.map { row in
          .object([
            "name": .string(row.name), "theory": .number(row.theory), "value": .number(row.value),
            "low": row.interval.map { .number($0.low) } ?? .null,
            "high": row.interval.map { .number($0.high) } ?? .null,
            "probability": .number(row.probability), "holds": .boolean(row.holds),
          ])
        }),
    ])
  }

  /// The rows as text for a table.
  package var table: (header: [String], rows: [[String]]) {
    func digits(_ value: Double) -> String { Format.fixed(value, abs(value) < 10 ? 5 : 2) }
    return (
      ["what", "theory", "here", "99.9 %", ""],
      rows.map { row in
        [
          row.name, digits(row.theory), digits(row.value),
          row.interval.map { "\(digits($0.low)) – \(digits($0.high))" } ?? "at most the theory",
          row.holds ? "holds" : "FAILS",
        ]
      }
    )
  }
}

extension SelfTest.Row {
  /// The mean of independent replications against theory, by Student's t.
  package init(_ name: String, theory: Double, replications: [Double]) {
    let summary = Summary(replications)
    let n = Double(summary.count)
    let error = (summary.variance / n).squareRoot()
    let t = error > 0 ? (summary.mean - theory) / error : summary.mean == theory ? 0 : .infinity
    // A normal deviate of nearly the same chance. Source: Abramowitz and Stegun, 1964, 26.7.8.
    let z = t.isFinite ? t * (1 - 1 / (4 * (n - 1))) / (1 + t * t / (2 * (n - 1))).squareRoot() : t
    self.init(
      name: name, theory: theory, value: summary.mean, interval: summary.meanInterval(level: 0.999),
      probability: SelfTest.Row.twoSided(z))
  }

  /// A value whose standard error theory knows.
  init(_ name: String, theory: Double, value: Double, standardError: Double) {
    let half = -NormalDistribution.quantile(0.0005) * standardError
    self.init(
      name: name, theory: theory, value: value, interval: Interval(value: value, low: value - half, high: value + half),
      probability: SelfTest.Row.twoSided((value - theory) / standardError))
  }

  /// A sum that is distributed as χ², over its degrees of freedom: 1 is expected.
  /// Source: E. B. Wilson, M. M. Hilferty, "The distribution of chi-square", PNAS 17, 1931.
  init(_ name: String, chiSquare: Double, degreesOfFreedom n: Int) {
    let spread = (2 / (9 * Double(n))).squareRoot()
    let root = Double.exp(Double.log(max(1e-300, chiSquare / Double(n))) / 3)
    let z = (root - (1 - spread * spread)) / spread
    let half = -NormalDistribution.quantile(0.0005) * spread
    func cubed(_ x: Double) -> Double { max(0, x) * max(0, x) * max(0, x) }
    let shift = spread * spread
    self.init(
      name: name, theory: 1, value: chiSquare / Double(n),
      interval: Interval(
        value: chiSquare / Double(n), low: cubed(root - half + shift), high: cubed(root + half + shift)),
      probability: SelfTest.Row.twoSided(z))
  }

  /// The largest error of something that has nothing random: it holds where it is at most what is allowed.
  package init(_ name: String, largestError: Double, allowed: Double) {
    self.init(
      name: name, theory: allowed, value: largestError, interval: nil, probability: largestError <= allowed ? 1 : 0)
  }

  private static func twoSided(_ z: Double) -> Double { z.isNaN ? 0 : Double.erfc(abs(z) / 2.0.squareRoot()) }
}
