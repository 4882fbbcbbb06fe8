import Scenarios

/// Writes a commented scenario for a log: the newcomer's starting point.
package enum QuickScenario {
  /// A file-safe name from a log's file name.
  package static func name(forLog path: String) -> String {
    let stem = PathText.fileName(path).split(separator: ".").first.map(String.init) ?? "log"
    let words = stem.split { !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_")) }
    return words.isEmpty ? "log" : String(words.joined(separator: "-").prefix(64))
  }

  /// The scenario's YAML text.
  ///
  /// - Parameters:
  ///   - logPath: any path; line breaks and quotes in it are escaped.
  ///   - start: a calendar month such as `2027-01`.
  ///   - allowsRepeats: false for ratings, which nobody gives twice.
  package static func text(
    name: String, logPath: String, users: Int, requestsPerDay: Double, rateCard: String, utcOffset: String,
    start: String, allowsRepeats: Bool
  ) -> String {
    """
    # Written by `recast quick`. Every value here can be changed; what is left out takes the default that the report's
    # last page lists. Values carry their unit; `recast run` says at once what it does not understand.
    scenario: \(quoted(name))
    title: \(quoted("Batch or campaign for \(name)?"))
    seed: 1

    # The months to simulate, and the local time in which your users live.
    horizon:
      start: \(quoted(start))
      months: 3
      utcOffset: \(quoted(utcOffset))

    # Your own log. Events that undo an interest are left out.
    log:
      file: \(quoted(logPath))
      excludeEventTypes: [cancel, return, refund]

    # How many ask, and how often. The rhythm of the week and who asks how often are measured on the log.
    demand:
      users: \(users) users
      requestsPerDay: \(requestsPerDay) req/day
      shape: from-log
      growth: 0 % / month
      anonymous: 5 %          # requests without a user id; your access log knows better
      uncertainty: 20 %       # how far off the two numbers above may be

    training:
      recipe: v2              # or legacy
      every: 7 d

    # The ways of serving to compare.
    plans:
      batch: {kind: batch, every: 24 h, timeOfDay: "02:00", store: dynamodb}
      campaign: {kind: campaign, minProvisionedTPS: 1 TPS}
      hybrid:
        kind: hybrid
        batch: {every: 24 h, timeOfDay: "02:00", store: dynamodb}
        campaign: {minProvisionedTPS: 1 TPS}
        routing: {mostActive: 10 %, unknownUsers: campaign}
      popular: {kind: popular}

    # The local model that stands in for the service's, and how lists are judged.
    recommender: item-knn
    evaluation:
      k: 10 items             # as many as your page shows
      heldOut: 20 %
      repeats: \(allowsRepeats ? "allowed " : "excluded")       # `excluded` where nobody takes a thing twice

    rateCard: \(quoted(rateCard))

    # The cheapest plan that holds all of these wins.
    limits:
      p99Latency: 500 ms
      served: 99 %
      qualityOfBest: 90 %

    """
  }

  /// A YAML double-quoted scalar, whatever the text holds.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case _ where scalar.value < 32 || scalar.value == 127:
        let hex = String(scalar.value, radix: 16)
        result += "\\x" + (hex.count == 1 ? "0" : "") + hex
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
