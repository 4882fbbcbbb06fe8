/// Every word that charts and reports say by themselves: no other text is built in, so one value speaks one language.
///
/// All members are named in `init`, so that a word that is not translated yet does not build. In patterns `{0}` and
/// `{1}` stand for numbers.
package struct Words: Sendable, Hashable {
  /// In place of a chart, a value or a row of numbers that there are none of.
  package var noData: String
  /// Heads the sums of stacked bars.
  package var total: String
  /// Before the key that explains numbers under bars: "Bars:".
  package var bars: String
  /// Heads the names of bars.
  package var bar: String
  /// Heads the names of rows with an interval.
  package var category: String
  /// Heads the titles of panels.
  package var group: String
  /// Heads the names of points.
  package var point: String
  /// Heads how many points a line has.
  package var points: String
  /// Heads the names of lines.
  package var series: String
  /// Heads the first point of a line.
  package var first: String
  /// Heads the last point of a line.
  package var last: String
  /// What the step line of a scatter chart is, where the chart does not say it.
  package var frontier: String
  /// After the title of a page that goes on: "(continued)".
  package var continued: String
  /// Pattern of the page number: {0} is this page, {1} how many there are.
  package var page: String
  /// Pattern before a figure's caption: {0} is its number.
  package var figure: String
  /// Pattern before a table's caption: {0} is its number.
  package var table: String
  /// In place of the rows of an empty table.
  package var noRows: String

  package init(
    noData: String, total: String, bars: String, bar: String, category: String, group: String, point: String,
    points: String, series: String, first: String, last: String, frontier: String, continued: String, page: String,
    figure: String, table: String, noRows: String
  ) {
    self.noData = noData
    self.total = total
    self.bars = bars
    self.bar = bar
    self.category = category
    self.group = group
    self.point = point
    self.points = points
    self.series = series
    self.first = first
    self.last = last
    self.frontier = frontier
    self.continued = continued
    self.page = page
    self.figure = figure
    self.table = table
    self.noRows = noRows
  }

  package static let english = Words(
    noData: "no data", total: "Total", bars: "Bars:", bar: "Bar", category: "Category", group: "Group",
    point: "Point", points: "Points", series: "Series", first: "First", last: "Last",
    frontier: "Nothing is better in both", continued: "(continued)", page: "Page {0} of {1}", figure: "Figure {0}.",
    table: "Table {0}.", noRows: "no rows")

  /// A pattern with its numbers: `{0}` becomes the first value, `{1}` the second.
  package static func filled(_ pattern: String, _ values: Int...) -> String {
    values.enumerated().reduce(pattern) { $0.replacing("{\($1.offset)}", with: "\($1.element)") }
  }
}
