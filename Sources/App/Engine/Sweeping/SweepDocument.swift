import Interactions
import Evaluation
import Charts
import Measures
import Reports
import Scenarios
import Statistics

extension SweepResult {
  /// Pages for the eye: the choice, the curves, the leaderboard.
  package var document: Document {
    let file = input.file
    let choice = cells[standing.best].label(in: file.grid)
    let last = input.log.timestamps.last ?? 0
    let fits = "\(Format.count(cells.count)) cells at \(input.windows.origins.count) origins"
    var first: [Block] = [
      .verdict(
        headline: "Choose \(choice)", sentences: Array(SweepText.conclusion(self, withParameters: false).dropFirst()))
    ]
    first += curveFigures
    let finals = SweepText.final(self)
    if !finals.isEmpty { first += [.heading("Looked at once"), .paragraph(finals.joined(separator: " "))] }
    first += [.note(ProtocolText.caveat)]
    let notes = SweepText.notes(self).filter { $0 != ProtocolText.caveat }
    return Document(
      title: file.title,
      subtitle: "\(fits), \(input.metricName), log \(input.origin.name), \(Format.count(input.log.count)) events",
      footer: "recast sweep · \(file.name)", keywords: "recast sweep \(file.name)",
      date: "\(Instant(seconds: last))",
      pages: [
        Page(title: "", blocks: first),
        Page(title: "Every cell against the best", blocks: leaderboardBlocks + [.note(notes.joined(separator: " "))]),
        Page(title: "The curves in figures", blocks: curves.map { .table(Self.table(SweepText.table(self, $0))) }),
      ].filter { !$0.blocks.isEmpty })
  }

  private static let height = 150.0
  private static let mostLines = 6

  private static func table(_ table: SweepText.Table) -> Table {
    Table(
      columns: table.header.enumerated().map { .init($1, $0 == 1 ? .left : .right) }, rows: table.rows,
      caption: table.title, isCompact: true)
  }

  // MARK: - Curves

  /// Each axis: a line a model, beside it a line an origin of the model that won.
  private var curveFigures: [Block] {
    curves.prefix(4).flatMap { curve -> [Block] in
      let leader = curve.series[0]
      return [
        .figures([
          Figure(
            means(curve), heightPoints: Self.height,
            caption: "\(curve.title): each model's mean over the origins, all else as in its best cell."),
          Figure(
            origins(curve, leader), heightPoints: Self.height,
            caption: "\(leader.name): each origin by itself, with 95 % bands over users."),
        ])
      ]
    }
  }

  /// Where several settings share an x, such as two attributes of which one is used: the best of them.
  private func line(_ points: [SweepCurve.Point]) -> [SweepCurve.Point] {
    var line: [SweepCurve.Point] = []
    for point in points {
      guard let last = line.last, last.x == point.x else {
        line.append(point)
        continue
      }
      if standing.means[point.cell] > standing.means[last.cell] { line[line.count - 1] = point }
    }
    return line
  }

  private func axis(_ curve: SweepCurve) -> Axis {
    // There is no half an attribute.
    curve.axis == .features
      ? Axis(title: curve.title, format: NumberFormat(decimals: 0), isWhole: true) : Axis(title: curve.title)
  }

  private func means(_ curve: SweepCurve) -> LineChart {
    LineChart(
      x: axis(curve), y: Axis(title: "\(input.metricName), mean of origins"),
      series: curve.series.prefix(Self.mostLines).map { series in
        .init(name: series.name, points: line(series.points).map { Point(x: $0.x, y: standing.means[$0.cell]) })
      })
  }

  private func origins(_ curve: SweepCurve, _ series: SweepCurve.Series) -> LineChart {
    let points = line(series.points)
    return LineChart(
      x: axis(curve), y: Axis(title: input.metricName),
      series: input.windows.origins.indices.prefix(Self.mostLines).map { origin in
        .init(
          name: "origin \(origin + 1)",
          points: points.map { Point(x: $0.x, y: standing.values[$0.cell][origin].value) },
          band: points.map { point in
            let value = standing.values[point.cell][origin]
            return .init(x: point.x, low: value.low, high: value.high)
          })
      })
  }

  // MARK: - Leaderboard

  private var leaderboardBlocks: [Block] {
    let shown = Array(standing.order.dropFirst().prefix(12))
    var blocks: [Block] = []
    if !shown.isEmpty {
      let ranks = Dictionary(uniqueKeysWithValues: standing.order.enumerated().map { ($1, $0 + 1) })
      let panels = input.windows.origins.indices.prefix(4).map { origin in
        IntervalChart.Panel(
          title: "Origin \(origin + 1)",
          rows: shown.map { cell in
            let difference = standing.differences[cell][origin]
            return .init(
              label: "\(ranks[cell] ?? 0)  \(cells[cell].label(in: input.file.grid))", value: difference.value,
              low: difference.low,
              high: difference.high)
          })
      }
      let chart = IntervalChart(
        x: Axis(
          title: "\(input.metricName) less the best cell's, paired by user", format: NumberFormat(decimals: 4)),
        panels: panels, reference: 0)
      blocks.append(
        .figure(
          chart, heightPoints: min(560, 60 + 13.0 * Double(panels.count * (shown.count + 1))),
          caption:
            "The next \(shown.count) cells. An interval that holds 0 is noise, and so may one that just misses it: "
            + "the table, whose ranks stand before the names, says what remains after Holm's correction."))
    }
    let board = SweepText.leaderboard(self, rows: 50)
    var columns = board.header.enumerated().map {
      Table.Column($1, $0 == 1 || $0 == board.header.count - 1 ? .left : .right)
    }
    columns[1].widthShare = nil
    blocks.append(
      .table(
        Table(columns: columns, rows: board.rows, emphasizedRows: [0], caption: board.title, isCompact: true)))
    return blocks
  }
}

extension ReportFolder {
  /// A sweep's files: `sweep.pdf`, `page-1.png` …, `leaderboard.csv`, `curves.csv`, `sweep.json`.
  package init(_ result: SweepResult) throws(ReportError) {
    let rendered = try render(result.document)
    var files: [(String, [UInt8])] = [("sweep.pdf", rendered.pdf)]
    for (index, page) in rendered.pages.enumerated() { files.append(("page-\(index + 1).png", page)) }
    files.append(("leaderboard.csv", Array(SweepCSV.leaderboard(result).utf8)))
    files.append(("curves.csv", Array(SweepCSV.curves(result).utf8)))
    files.append(("sweep.json", Array(try SweepJSON.json(result).text(isPretty: true).utf8)))
    self.files = files
  }
}
