import Charts
import Reports

/// A document with every kind of block and chart and numbers as they occur; drawn by the tests and looked at by people.
enum Sample {
  static let document = Document(
    title: "Batch or campaign?", subtitle: "Corner shop · 12,480 users · 31 days of traffic · seed 42",
    footer: "corner-shop · rate card us-east-1 of 2026-10-01", keywords: "recast facts sha256:0f3a",
    pages: [
      decision, costs, quality, ledger, tables,
    ])

  static let plans = ["batch", "campaign", "hybrid", "popular"]

  static let decision = Page(
    title: "The decision",
    blocks: [
      .verdict(
        headline: "Buy batch: it saves $1,240 a month and loses nothing that can be measured.",
        sentences: [
          "Batch costs $412 a month (90 % interval $388–$437); the campaign costs $1,652 ($1,601–$1,698).",
          "Answers are 6.2 hours old instead of 2 seconds; replayed over 31 days this changes NDCG@10 by "
            + "−0.002 [−0.006, 0.002].",
        ]),
      .heading("What it rests on"),
      .paragraph(
        "Every plan answered the same 1,204,331 requests of the log. The cost follows from the usage that each "
          + "plan caused, priced line by line; the quality from the lists that each plan would have shown at each "
          + "held-out request."),
      .bullets([
        "The campaign becomes the cheaper one above 61,000 users, or with fewer than 0.4 requests a second at night.",
        "Its floor (1 TPS, 744 hours) is 89 % of its bill; bursts above the floor are 3 %.",
        "The fallback served 2.1 % of the batch plan's requests: users who signed up after the last job, and "
          + "users without any event in the training window, who get the most popular items of the day.",
      ]),
      .table(
        Table(
          columns: [
            .init("Plan"), .init("Cost a month", .right), .init("90 % interval", .right), .init("p99 latency", .right),
            .init("Median age", .right), .init("NDCG@10", .right),
          ],
          rows: [
            ["batch", "$412.18", "$388–$437", "9 ms", "6.2 h", "0.183"],
            ["campaign", "$1,651.90", "$1,601–$1,698", "212 ms", "2 s", "0.185"],
            ["hybrid", "$897.44", "$850–$951", "188 ms", "3.1 h", "0.184"],
            ["popular", "$12.30", "$12–$13", "4 ms", "24 h", "0.071"],
          ], emphasizedRows: [0], caption: "Plans side by side, October 2026; the chosen one in bold.")),
      .figures([
        Figure(frontier, heightPoints: 175, caption: "Cost against quality, with 90 % intervals."),
        Figure(intervals, heightPoints: 175, caption: "Quality of the lists, request-weighted."),
      ]),
      .note(
        "Intervals are bootstrapped over users (2,000 resamples). Prices are list prices without credits; "
          + "unknown prices are named, not counted as zero."),
    ])

  static let costs = Page(
    title: "Where the money goes",
    blocks: [
      .figure(
        stackedBars, heightPoints: 250,
        caption: "Bill by month, plan and line. Training is the same for all plans but popular."),
      .figure(
        manyBars, heightPoints: 230,
        caption: "A full year with five plans: names give way to numbers, totals to the axis."),
      .keyValues([
        ("Rate card", "us-east-1, 1 October 2026, 41 rows, 3 with assumed values"),
        ("Users", "12,480 active in the month; 1,930 new"),
        ("Requests", "1,204,331; peak 14.2 a second on Friday, 20:05–20:10 UTC"),
      ]),
    ])

  static let quality = Page(
    title: "How fast and how good",
    blocks: [
      .figure(latency, heightPoints: 215, caption: "Latency of all answers as a cumulative share, logarithmic."),
      .heading("By group of users"),
      .figure(
        panels, heightPoints: 220,
        caption: "NDCG@10 by plan within groups of users; the dashed line is the mean of the free control."),
      .paragraph(
        "Heavy users gain most from fresh profiles; for the others the difference between plans is within its interval."
      ),
      .figures([
        Figure(
          LineChart(
            x: Axis(title: "Day of the month"), y: Axis(title: "Requests (1/s)", lower: 0),
            series: [
              Series.daily("counted", 6.1, 1...24), Series.daily("forecast, 80 % interval", 6.3, 24...31, band: 1.8),
            ]), heightPoints: 140,
          caption: "Demand and its forecast."),
        Figure(
          IntervalChart(x: Axis(title: "Cost (US$)", format: NumberFormat(prefix: "$")), panels: []),
          heightPoints: 140, caption: "A chart without data says so."),
      ]),
    ])

  static let ledger = Page(
    title: "Assumptions",
    blocks: [
      .paragraph("Text from files is literal: <b>not bold</b> & never markup; 한국어도 됩니다."),
      .table(
        Table(
          columns: [
            .init("Key", widthShare: 3), .init("Value", .right, widthShare: 2), .init("Kind", widthShare: 1.3),
            .init("Source or reason", widthShare: 5),
          ],
          rows: (1...52).map { row in
            [
              "serving.parameter\(row)", "\(row * 7) ms", row % 3 == 0 ? "assumption" : "fact",
              row % 5 == 0
                ? "Measured on our own traffic in the second week of September, retries counted as separate attempts."
                : "Developer guide, section \(row).",
            ]
          }, caption: "Everything that the numbers rest on.")),
    ])

  enum Series {
    static func daily(
      _ name: String, _ level: Double, _ days: ClosedRange<Int>, band: Double = 0
    ) -> LineChart.Series {
      let points = days.map { day in
        Point(x: Double(day), y: level + Double((day * 7) % 11) * 0.35 + (day % 7 < 2 ? -1.5 : 0))
      }
      return LineChart.Series(
        name: name, points: points,
        band: band > 0 ? points.map { .init(x: $0.x, low: $0.y - band, high: $0.y + band) } : [])
    }
  }

  static let frontier = ScatterChart(
    x: Axis(title: "Cost a month (US$)", kind: .log10, format: NumberFormat(prefix: "$")),
    y: Axis(title: "NDCG@10 (0 to 1)"),
    marks: [
      .init(
        label: "batch", x: 412, y: 0.183, xInterval: .init(low: 388, high: 437),
        yInterval: .init(low: 0.176, high: 0.190), group: 0),
      .init(
        label: "campaign", x: 1652, y: 0.185, xInterval: .init(low: 1601, high: 1698),
        yInterval: .init(low: 0.178, high: 0.192), group: 1),
      .init(
        label: "hybrid", x: 897, y: 0.184, xInterval: .init(low: 850, high: 951),
        yInterval: .init(low: 0.177, high: 0.191), group: 2),
      .init(
        label: "popular", x: 12.3, y: 0.071, xInterval: .init(low: 12, high: 13),
        yInterval: .init(low: 0.066, high: 0.076), group: 3),
    ],
    frontier: [Point(x: 12.3, y: 0.071), Point(x: 412, y: 0.183), Point(x: 897, y: 0.184), Point(x: 1652, y: 0.185)],
    frontierName: "No plan is cheaper and better")

  static let intervals = IntervalChart(
    x: Axis(title: "NDCG@10 (0 to 1)", format: NumberFormat(decimals: 3)),
    panels: [
      .init(
        title: "",
        rows: [
          .init(label: "batch", value: 0.183, low: 0.176, high: 0.190),
          .init(label: "campaign", value: 0.185, low: 0.178, high: 0.192),
          .init(label: "hybrid", value: 0.184, low: 0.177, high: 0.191),
          .init(label: "popular", value: 0.071, low: 0.066, high: 0.076),
          .init(label: "own", value: .nan, low: .nan, high: .nan),
        ])
    ])

  static let panels = IntervalChart(
    x: Axis(title: "NDCG@10 (0 to 1)", format: NumberFormat(decimals: 3)),
    panels: ["New users (1–3 events)", "Regular users (4–20 events)", "Heavy users (over 20 events)"].enumerated().map {
      group, title in
      .init(
        title: title,
        rows: plans.enumerated().map { index, plan in
          let value = [0.11, 0.118, 0.115, 0.071][index] + Double(group) * [0.031, 0.038, 0.036, 0.002][index]
          return .init(label: plan, value: value, low: value - 0.009, high: value + 0.011)
        })
    }, reference: 0.073)

  static let billLines = [
    "Training", "Batch inference", "Campaign floor", "Requests above floor", "Storage (S3)", "Store (DynamoDB)",
    "Lambda and gateway", "Data transfer",
  ]

  private static func bar(_ plan: String, _ growth: Double) -> StackedBarChart.Bar {
    let values: [Double] =
      switch plan {
      case "batch": [96, 214, 0, 0, 18, 61, 14, 9]
      case "campaign": [96, 0, 1339, 52, 18, 0, 109, 9]
      case "hybrid": [96, 120, 446, 21, 18, 40, 64, 9]
      case "own": [31, 12, 0, 0, 18, 61, 14, 9]
      default: [0, 0, 0, 0, 1, 2, 5, 4]
      }
    return StackedBarChart.Bar(label: plan, values: values.map { $0 * growth })
  }

  static let stackedBars = StackedBarChart(
    y: Axis(title: "Cost a month (US$)", format: NumberFormat(prefix: "$", decimals: 0)), series: billLines,
    groups: ["Oct 2026", "Nov 2026", "Dec 2026", "Jan 2027", "Feb 2027", "Mar 2027"].enumerated().map { index, month in
      .init(label: month, bars: plans.map { bar($0, 1 + 0.06 * Double(index)) })
    }, groupTitle: "Month")

  static let manyBars = StackedBarChart(
    y: Axis(title: "Cost a month (US$)", format: NumberFormat(prefix: "$", decimals: 0)), series: billLines,
    groups: (1...12).map { month in
      .init(
        label: "2027-\(month < 10 ? "0" : "")\(month)",
        bars: (plans + ["own"]).map { bar($0, 1 + 0.02 * Double(month)) })
    }, groupTitle: "Month")

  static let latency = LineChart(
    x: Axis(title: "Latency (ms)", kind: .log10, lower: 1, upper: 500),
    y: Axis(title: "Share of answers (%)", format: NumberFormat(suffix: " %"), lower: 0, upper: 100),
    series: [("batch", 3.0, 1.5), ("campaign", 42, 1.9), ("hybrid", 14, 3.1), ("popular", 2.0, 1.3)].map {
      name, median, spread in
      LineChart.Series(
        name: name,
        points: (0...400).map { step in
          // A log-logistic distribution: quantiles without any special function.
          let share = Double(step) / 400.5 + 0.001
          let odds = share / (1 - share)
          return Point(x: median * (1 + (odds - 1) / (odds + 1) * (spread - 0.9)) + odds * 0.1 * spread, y: share * 100)
        })
    }, isStepped: true,
    references: [
      .init(value: 10.4, label: "p99 batch"), .init(value: 14, label: "p50 hybrid"),
      .init(value: 250, label: "limit 250 ms"),
    ])
}
