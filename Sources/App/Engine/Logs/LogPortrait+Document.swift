import Charts
import Interactions
import Measures
import RealModule
import Reports

extension LogPortrait {
  /// A page of pictures, and one of figures.
  package var document: Document {
    let summary = statistics.summary
    let from = summary.first.map { "\($0.utcDate)" } ?? "–"
    let to = summary.last.map { "\($0.utcDate)" } ?? "–"
    let events = "\(Format.count(summary.events)) events of \(Format.count(summary.users)) users"
    return Document(
      title: "What is in \(name)",
      subtitle: "\(events) on \(Format.count(summary.items)) items, \(from) – \(to)",
      footer: "recast log stats · \(name)", keywords: "recast log stats",
      date: summary.last.map { "\(Instant(seconds: $0.seconds))" } ?? "2000-01-01T00:00:00Z",
      pages: [
        Page(
          title: "",
          blocks: [
            .figures([volumeFigure, driftFigure]), .figures([popularityFigure, activityFigure]),
            .figures([hoursFigure, weekdaysFigure]), .figures([newFigure, sessionsFigure]),
          ]),
        Page(title: "In figures", blocks: figureBlocks),
      ])
  }

  private static let height = 134.0

  private var figureBlocks: [Block] {
    let table = Table(
      columns: [.init("What"), .init("Value", .right)], rows: rows.map { [$0.name, $0.value] }, isCompact: true)
    guard let split else { return [.table(table)] }
    return [
      .table(table), .heading("The split \(split.name), X-rayed"),
      .paragraph(
        "\(Format.count(split.leakage.trainEvents)) training events and \(Format.count(split.leakage.testEvents)) test "
          + "events. What a model may know at a request is what came before it; a test event whose training lies later, "
          + "or in the same session, flatters every model."),
      .table(
        Table(
          columns: [
            .init("Test events"), .init("Count", .right), .init("Share", .right),
            .init("The first one", widthShare: 0.4),
          ], rows: leakRows, isCompact: true)),
    ]
  }

  // MARK: - Pictures

  private var weekAxis: Axis {
    Axis(title: "Weeks since \(statistics.weeks.first.map { "\($0.start)" } ?? "the start")")
  }

  /// One point a week; weeks without events are gaps in a line and zero in a count.
  private func weekly(_ value: (LogWeek) -> Double?, emptyWeeks: Double = .nan) -> [Point] {
    guard let first = statistics.weeks.first?.start.daysSinceEpoch else { return [] }
    var points: [Point] = []
    for week in statistics.weeks {
      let x = Double(week.start.daysSinceEpoch - first) / 7
      if let last = points.last, x - last.x > 1.5 {
        points += [Point(x: last.x + 1, y: emptyWeeks), Point(x: x - 1, y: emptyWeeks)]
      }
      points.append(Point(x: x, y: value(week) ?? .nan))
    }
    return points
  }

  private var volumeFigure: Figure {
    var points = weekly({ Double($0.events) }, emptyWeeks: 0)
    if let last = points.last { points.append(Point(x: last.x + 1, y: last.y)) }
    let chart = LineChart(
      x: weekAxis, y: Axis(title: "Events a week", lower: 0), series: [.init(name: "events", points: points)],
      isStepped: true)
    return Figure(
      chart, heightPoints: Self.height, caption: "Volume. The first and last weeks may be cut.")
  }

  private var driftFigure: Figure {
    let chart = LineChart(
      x: weekAxis, y: Axis(title: "Jensen–Shannon distance to the week before", lower: 0, upper: 1),
      series: [
        .init(name: "this log", points: weekly(\.drift)), .init(name: "chance alone", points: weekly(\.driftNoise)),
      ])
    let text = meanDrift.map {
      "\(Format.fixed($0.distance, 2)) on average; chance makes \(Format.fixed($0.noise, 2))."
    }
    return Figure(
      chart, heightPoints: Self.height, caption: "Drift: \(text ?? "too short to tell.")")
  }

  private var popularityFigure: Figure {
    let chart = LineChart(
      x: Axis(title: "Item by rank, the most taken first", kind: .log10),
      y: Axis(title: "Events", kind: .log10), series: [.init(name: "items", points: Self.ranked(statistics.popularity))]
    )
    return Figure(
      chart, heightPoints: Self.height,
      caption: "Popularity: the top 10 % hold \(Format.percent(statistics.summary.topTenthShare, 0)), Gini "
        + "\(Format.fixed(statistics.summary.itemGini, 2)).")
  }

  private var activityFigure: Figure {
    let ascending = Array(statistics.activity.reversed())
    let total = Double(max(1, ascending.count))
    var points: [Point] = []
    for index in ascending.indices where index == 0 || ascending[index] != ascending[index - 1] {
      points.append(Point(x: Double(ascending[index]), y: 100 * Double(ascending.count - index) / total))
    }
    let chart = LineChart(
      x: Axis(title: "Events a user", kind: .log10),
      y: Axis(title: "Users with as many or more (%)", kind: .log10), series: [.init(name: "users", points: points)])
    let median = statistics.summary.eventsPerUser.first { $0.share == 0.5 }?.value ?? 0
    return Figure(
      chart, heightPoints: Self.height, caption: "Activity: the median user has \(Format.fixed(median, 0)).")
  }

  private var hoursFigure: Figure {
    func points(_ days: Range<Int>) -> [Point] {
      let counts = (0..<24).map { hour in
        days.reduce(0.0) { $0 + Double(statistics.summary.hourOfWeekCounts[$1 * 24 + hour]) }
      }
      let total = max(1, counts.reduce(0, +))
      return (0...24).map { Point(x: Double($0), y: 100 * counts[min(23, $0)] / total) }
    }
    let chart = LineChart(
      x: Axis(title: "Hour of the day, local", lower: 0, upper: 24), y: Axis(title: "Share of events (%)", lower: 0),
      series: [
        .init(name: "Monday to Friday", points: points(0..<5)), .init(name: "weekend", points: points(5..<7)),
      ], isStepped: true)
    return Figure(chart, heightPoints: Self.height, caption: "Rhythm of the day.")
  }

  private var weekdaysFigure: Figure {
    let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    let counts = names.indices.map { day in
      statistics.summary.hourOfWeekCounts[day * 24..<day * 24 + 24].reduce(0, +)
    }
    let total = Double(max(1, counts.reduce(0, +)))
    let chart = StackedBarChart(
      y: Axis(title: "Share of events (%)", format: NumberFormat(decimals: 1), lower: 0), series: [],
      groups: names.indices.map {
        .init(label: names[$0], bars: [.init(label: "", values: [100 * Double(counts[$0]) / total])])
      }, groupTitle: "Day of the week, local")
    return Figure(chart, heightPoints: Self.height, caption: "Rhythm of the week.")
  }

  private var newFigure: Figure {
    // Everybody is new in the first week.
    func points(_ value: @escaping (LogWeek) -> Double) -> [Point] { Array(weekly { 100 * value($0) }.dropFirst()) }
    let chart = LineChart(
      x: weekAxis, y: Axis(title: "Not seen before the week (%)", lower: 0),
      series: [
        .init(name: "users", points: points(\.newUserShare)), .init(name: "items", points: points(\.newItemShare)),
        .init(name: "events on such items", points: points(\.coldItemEventShare)),
      ])
    return Figure(chart, heightPoints: Self.height, caption: "Cold starts a week, after the first.")
  }

  private var sessionsFigure: Figure {
    let counts = statistics.sessions.lengthCounts
    let total = Double(max(1, statistics.sessions.count))
    var longer = total
    var points: [Point] = []
    for (index, count) in counts.enumerated() where longer > 0 {
      points.append(Point(x: Double(index + 1), y: 100 * longer / total))
      longer -= Double(count)
    }
    let chart = LineChart(
      x: Axis(title: "Events a session", kind: .log10), y: Axis(title: "Sessions with as many or more (%)", lower: 0),
      series: [.init(name: "sessions", points: points)])
    return Figure(
      chart, heightPoints: Self.height,
      caption:
        "Sessions: \(Format.fixed(statistics.sessions.meanEvents, 1)) events on average; half an hour's pause ends "
        + "one.")
  }

  /// Counts by rank, thinned evenly on a logarithmic axis.
  private static func ranked(_ descending: [Int]) -> [Point] {
    var points: [Point] = []
    var next = 1.0
    for (index, count) in descending.enumerated() where Double(index + 1) >= next || index + 1 == descending.count {
      points.append(Point(x: Double(index + 1), y: Double(count)))
      next = max(next + 1, next * 1.05)
    }
    return points
  }
}

extension ReportFolder {
  /// A log's statistics: `statistics.pdf`, `page-1.png` …, `statistics.json`.
  package init(_ portrait: LogPortrait) throws(ReportError) {
    let rendered = try render(portrait.document)
    var files: [(String, [UInt8])] = [("statistics.pdf", rendered.pdf)]
    for (index, page) in rendered.pages.enumerated() { files.append(("page-\(index + 1).png", page)) }
    files.append(("statistics.json", Array(try portrait.json.text(isPretty: true).utf8)))
    self.files = files
  }
}
