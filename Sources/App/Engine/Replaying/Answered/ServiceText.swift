import Charts
import Measures
import Pricing
import Reports
import Statistics

/// How a service answered, as tables and sentences, beside `ReplayText`.
enum ServiceText {
  /// What every table of quality of a service's lists says of itself.
  static func caveat(_ figures: ServiceFigures) -> String {
    "Caveat: lists of a campaign of \(figures.recipe), or of the local stand-in, teacher-forced on a log made under another "
      + "policy: relative claims only. An emulator's campaign is a local stand-in as well."
  }

  /// What was asked and known, and what nobody but the user can vouch for.
  static func summary(_ result: LogReplayResult, _ figures: ServiceFigures) -> [String] {
    var sentences = [
      figures.tells
        ? "Before each request the service was told what its user had done since the cut; the model stayed as trained."
        : "The service was told nothing of the time from the cut on: profiles and model are those of the cut."
    ]
    let cut = Instant(seconds: result.cutSeconds)
    let trained = figures.trainedAt.map { " (training of \(Instant(seconds: $0 / 1_000_000)))" } ?? ""
    sentences.append(
      "Not checked, for the service does not tell: that nothing from \(cut) on was imported\(trained) or told before.")
    if figures.isFiltered {
      sentences.append("The campaign's lists went through a filter, and the stand-in's did not.")
    }
    if figures.failed > 0 {
      sentences.append(
        "\(Format.count(figures.failed)) requests got no list and score zero: "
          + figures.faults.map { "\($0.cause) \(Format.count($0.count))" }.joined(separator: ", ") + ".")
    }
    return sentences + figures.warnings.map { "Doubtful: \($0)" }
  }

  static func sections(_ result: LogReplayResult) -> [ReplayText.Section] {
    guard let figures = result.service else { return [] }
    func row(_ name: String, _ histogram: Histogram) -> [String] {
      [name]
        + [0.5, 0.9, 0.95, 0.99].map { share in
          histogram.quantile(share).map { Format.sixDigits($0) }.map { Format.fixed($0, 2) } ?? "–"
        } + [Format.fixed(histogram.maximum, 2), histogram.mean.map { Format.fixed($0, 2) } ?? "–"]
    }
    let money = figures.cost
    let price = { (amount: Money) in amount.text(places: 4) }
    return [
      ReplayText.Section(
        title: "How long answers took, in milliseconds",
        header: ["from", "p50", "p90", "p95", "p99", "longest", "mean"],
        rows: [row("intended start", figures.fromIntended), row("sending", figures.fromSending)],
        notes: [
          "From intended start: what a user waits for whose request comes when it comes. The time from sending leaves out "
            + "requests that a slow answer held back (coordinated omission). Without a rate there is no plan to be late for, and "
            + "the two differ by what starting takes. Retries and failures are in both; a user's own earlier events are waited for in neither."
        ], isQuality: false),
      ReplayText.Section(
        title: "What was asked, and its price",
        header: ["answered", "failed", "\(result.currency)", "at least", "at most"],
        rows: [
          [
            Format.count(figures.answered), Format.count(figures.failed), price(money.expected), price(money.low),
            price(money.high),
          ]
        ],
        notes: [
          "By the scenario's rate card, in windows of five minutes with the campaign's floor in them, which is paid for asked "
            + "or not; an emulator sends no invoice."
        ], isQuality: false),
    ]
  }

  /// The times of answers as a picture.
  static func figure(_ figures: ServiceFigures) -> Block? {
    func series(_ name: String, _ histogram: Histogram) -> LineChart.Series {
      .init(
        name: name,
        points: histogram.cumulative.filter { $0.value > 0 }.map { Point(x: $0.value, y: 100 * $0.share) })
    }
    guard figures.fromSending.count > 1, figures.fromSending.minimum > 0, figures.fromIntended.minimum > 0 else {
      return nil
    }
    return .figure(
      LineChart(
        x: Axis(title: "Milliseconds to the answer", kind: .log10), y: Axis(title: "Requests answered (%)", lower: 0),
        series: [
          series("from intended start", figures.fromIntended), series("from sending", figures.fromSending),
        ]), heightPoints: 160, caption: "Times of answers, from the intended start and from sending.")
  }

  static func json(_ figures: ServiceFigures) -> JSONValue {
    func times(_ histogram: Histogram) -> JSONValue {
      [
        "p50": number(histogram.quantile(0.5)), "p90": number(histogram.quantile(0.9)),
        "p95": number(histogram.quantile(0.95)), "p99": number(histogram.quantile(0.99)),
        "mean": number(histogram.mean), "max": number(histogram.count > 0 ? histogram.maximum : nil),
      ]
    }
    func number(_ value: Double?) -> JSONValue { value.map(Facts.number) ?? .null }
    return [
      "recipe": .string(figures.recipe),
      "trained": figures.trainedAt.map { .string("\(Instant(seconds: $0 / 1_000_000))") } ?? .null,
      "toldEvents": .boolean(figures.tells), "answered": .integer(figures.answered), "failed": .integer(figures.failed),
      "faults": .object(
        Dictionary(uniqueKeysWithValues: figures.faults.map { ($0.cause, .integer($0.count)) })),
      "millisecondsFromIntendedStart": times(figures.fromIntended),
      "millisecondsFromSending": times(figures.fromSending),
      "cost": [
        "expected": .string(figures.cost.expected.text(places: 6)), "low": .string(figures.cost.low.text(places: 6)),
        "high": .string(figures.cost.high.text(places: 6)),
      ], "warnings": .array(figures.warnings.map { .string($0) }),
    ]
  }
}
