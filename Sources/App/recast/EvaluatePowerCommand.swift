import ArgumentParser
import Engine
import Reports
import Statistics

/// `recast evaluate power`: how many users a test on the live site needs.
struct EvaluatePowerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "power", abstract: "Users that an A/B test needs to see a stated change of a stated rate.",
    discussion: """
      An offline difference is not an online effect: state the rate of the control and the least change worth money, from \
      the live site, and not a difference of offline metrics. Two arms of equal size, a two-sided test of two proportions.

        recast evaluate power --baseline '3 %' --effect '5 %'        5 % of 3 %: 3.15 %
      """)

  @Option(help: "The rate of the control, such as '3 %' of users who buy.") var baseline: String
  @Option(
    parsing: .unconditional,
    help: "The least change that shall not be missed, relative to the baseline, such as '5 %' or '-5 %'.")
  var effect: String
  @Option(help: "The chance to see the change where it is there.") var power = "80 %"
  @Option(help: "How sure the test is of no false alarm.") var level = "95 %"
  @Option(help: "Users who come a day, all arms together: gives the days.") var usersPerDay: Double?
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let baseline = try share(self.baseline, "--baseline")
    let power = try share(self.power, "--power")
    let level = try share(self.level, "--level")
    guard let effect = percent(self.effect), effect != 0, abs(effect) < 1_000 else {
      throw Stop(.wrongInput, "--effect takes a change other than 0, such as '5 %'.")
    }
    let changed = baseline * (1 + effect)
    guard changed > 0, changed < 1, changed != baseline else {
      throw Stop(.wrongInput, "--effect moves the rate out of 0 to 100 %, or not at all: \(changed).")
    }
    if let usersPerDay, !(usersPerDay > 0 && usersPerDay < 1e12) {
      throw Stop(.wrongInput, "--users-per-day takes a number above 0.")
    }
    let perArm = ABTestSize.usersPerArm(baseline: baseline, changed: changed, level: level, power: power)
    guard perArm < 1e15 else { throw Stop(.wrongInput, "No site has the users for so small a change.") }
    let days = usersPerDay.map { (2 * perArm / $0).rounded(.up) }
    if let days, days >= 1e15 { throw Stop(.wrongInput, "--users-per-day is too small for any test to end.") }
    if json {
      try Terminal.write([
        "baseline": .number(baseline), "changed": .number(changed), "relativeEffect": .number(effect),
        "power": .number(power), "level": .number(level), "usersPerArm": .integer(Int(perArm)),
        "users": .integer(2 * Int(perArm)), "days": days.map { .integer(Int($0)) } ?? .null,
        "method": "two-sided test of two proportions, normal approximation", "caveat": .string(Self.caveat),
      ])
    } else {
      let rates = "\(EvaluationOutput.digits(baseline * 100)) % to \(EvaluationOutput.digits(changed * 100)) %"
      var lines = [
        "\(Int(perArm)) users in each of two arms, \(2 * Int(perArm)) in all",
        "to see a change of \(rates) with a chance of \(EvaluationOutput.digits(power * 100)) %, level "
          + "\(EvaluationOutput.digits(level * 100)) %, two-sided",
      ]
      if let days { lines.append("\(Int(days)) days at \(Int(usersPerDay ?? 0)) users a day") }
      Terminal.write((lines + [Self.caveat]).map { $0 + "\n" }.joined())
    }
  }

  private static let caveat =
    "The baseline and the effect are yours to state: an offline difference is not an online effect. Each user counts once "
    + "and stays in one arm."

  /// A share between 0 and 1, or a stop.
  private func share(_ text: String, _ name: String) throws(Stop) -> Double {
    guard let value = percent(text), value > 0, value < 1 else {
      throw Stop(.wrongInput, "\(name) takes a percentage between 0 and 100 %, such as '3 %'.")
    }
    return value
  }

  /// A percentage of any sign as a share; nil where the text is none.
  private func percent(_ text: String) -> Double? {
    guard text.last == "%" else { return nil }
    let digits = text.dropLast().filter { $0 != " " }
    guard let value = Double(digits), value.isFinite else { return nil }
    return value / 100
  }
}
