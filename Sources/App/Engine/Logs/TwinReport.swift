import Interactions
import Measures
import Reports
import Statistics

/// How like a twin is to its source, and what it gives away.
package struct TwinReport: Sendable {
  package let fidelity: TwinFidelity
  /// Names of users and items that both logs have.
  package let commonNames: Int
  /// Runs of five events of a user, items matched by popularity, that both logs have.
  package let commonRuns: Int
  /// Nil where half of the users are too few to try.
  package let membership: TwinMembership?
  package let leastUsers: Int

  /// The most that a membership attack may reach.
  package static let mostAUC = 0.55

  /// Makes a twin of a log, and measures it against the log; nil where the log is too small to make one of.
  package static func make(
    of log: InteractionLog, leastUsers: Int, utcOffset: Timespan, seed: UInt64, progress: (String) -> Void
  ) -> (twin: InteractionLog, parameters: TwinParameters, report: TwinReport)? {
    progress("fitting")
    guard let parameters = SyntheticTwin.fit(log, leastUsers: leastUsers, utcOffset: utcOffset) else { return nil }
    progress("drawing")
    let names = Set(log.users).union(log.items)
    var twin = SyntheticTwin.log(parameters, seed: seed) { names.contains($0) }
    progress("looking for common runs")
    twin = TwinPrivacy.withoutCommonRuns(log, twin, seed: seed)
    progress("attacking a twin of half the users")
    let report = TwinReport(
      fidelity: TwinFidelity(source: log, twin: twin, leastUsers: leastUsers),
      commonNames: TwinPrivacy.commonNames(log, twin),
      commonRuns: TwinPrivacy.commonRuns(log, twin).count,
      membership: TwinMembership(log, leastUsers: leastUsers, utcOffset: utcOffset, seed: seed), leastUsers: leastUsers)
    return (twin, parameters, report)
  }

  /// Whether the twin may be shared: no name, no run, no attack that works.
  package var isPrivate: Bool {
    commonNames == 0 && commonRuns == 0 && (membership.map { $0.auc.value <= TwinReport.mostAUC } ?? true)
  }

  /// Whether curves and privacy hold.
  package var isHeld: Bool { isPrivate && fidelity.isHeld }

  // MARK: - Text

  /// What, in the source, in the twin, difference, verdict of tested rows.
  package var fidelityRows: [[String]] {
    fidelity.rows.map { row in
      let places = max(abs(row.source), abs(row.twin)) < 10 ? 3 : 0
      return [
        row.name, Format.fixed(row.source, places), Format.fixed(row.twin, places),
        (row.difference >= 0 ? "+" : "") + Format.percent(row.difference),
        row.isTested ? (row.isHeld ? "within 10 %" : "FAILS") : "",
      ]
    }
  }

  /// What was tried, what was found, verdict.
  package var privacyRows: [[String]] {
    var rows = [
      ["users behind every number of the fit, at least", "\(leastUsers)", ""],
      ["names of users or items in both logs", Format.count(commonNames), commonNames == 0 ? "holds" : "FAILS"],
      [
        "runs of 5 events in both, items matched by rank", Format.count(commonRuns),
        commonRuns == 0 ? "holds" : "FAILS",
      ],
    ]
    if let membership {
      let isHeld = membership.auc.value <= TwinReport.mostAUC
      rows.append([
        "membership attack, AUC of \(Format.count(membership.users)) users in and as many out (0.5 is chance)",
        Format.interval(membership.auc, 3), isHeld ? "holds: at most 0.55" : "FAILS: above 0.55",
      ])
    } else {
      rows.append(["membership attack", "–", "not tried: too few users"])
    }
    return rows
  }

  /// The same for machines.
  package var json: JSONValue {
    [
      "held": .boolean(isHeld), "private": .boolean(isPrivate), "commonNames": .integer(commonNames),
      "commonRunsOfFive": .integer(commonRuns), "leastUsersBehindEachNumber": .integer(leastUsers),
      "membership": membership.map {
        [
          "auc": Facts.number($0.auc.value), "low": Facts.number($0.auc.low), "high": Facts.number($0.auc.high),
          "users": .integer($0.users),
        ]
      } ?? .null,
      "figures": .array(
        fidelity.rows.map {
          [
            "name": .string($0.name), "source": Facts.number($0.source), "twin": Facts.number($0.twin),
            "tested": .boolean($0.isTested), "holds": $0.isTested ? .boolean($0.isHeld) : .null,
          ]
        }),
    ]
  }
}
