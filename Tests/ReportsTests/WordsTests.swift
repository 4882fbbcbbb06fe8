import Charts
import Reports
import Testing

@Suite("Words")
struct WordsTests {
  /// Numbers in marks in place of words: whatever Latin letter still appears was built in somewhere.
  private static let marked = Words(
    noData: "‹1›", total: "‹2›", bars: "‹3›", bar: "‹4›", category: "‹5›", group: "‹6›", point: "‹7›",
    points: "‹8›", series: "‹9›", first: "‹10›", last: "‹11›", frontier: "‹12›", continued: "‹13›",
    page: "‹14› {0} {1}", figure: "‹15› {0}", table: "‹16› {0}", noRows: "‹17›")

  private static func marks(_ numbers: ClosedRange<Int>) -> [String] { numbers.map { "‹\($0)›" } }

  private static func axis(_ kind: Scale.Kind = .linear) -> Axis { Axis(title: "ξ", kind: kind) }

  /// Every chart with data, without, and with so much that names give way, all named in Greek.
  private static let charts: [any Chart] = [
    LineChart(x: axis(), y: axis(), series: []),
    LineChart(
      x: axis(), y: axis(.log10),
      series: [
        .init(name: "α", points: (1...20).map { Point(x: Double($0), y: Double($0)) }), .init(name: "β", points: []),
      ], references: [.init(value: 4, label: "γ")]),
    LineChart(x: axis(), y: axis(), series: [.init(name: "α", points: [Point(x: 1, y: 1)])]),
    ScatterChart(
      x: axis(), y: axis(), marks: [.init(label: "α", x: 1, y: 2), .init(label: "β", x: .nan, y: 2)],
      frontier: [Point(x: 1, y: 1), Point(x: 2, y: 2)]),
    IntervalChart(
      x: axis(),
      panels: [
        .init(
          title: "π",
          rows: [
            .init(label: "α", value: 1, low: 0, high: 2), .init(label: "β", value: .nan, low: .nan, high: .nan),
          ])
      ], reference: 1),
    StackedBarChart(
      y: axis(), series: ["α", "β"],
      groups: (0..<40).map { group in
        .init(label: "\(group)", bars: ["δδδδδδ", "ε", "ζ"].map { .init(label: $0, values: [1, .nan]) })
      }, groupTitle: "μ"),
  ]

  private static let document = Document(
    title: "Α", subtitle: "Β", words: marked, footer: "Γ",
    pages: [
      Page(
        title: "Δ",
        blocks: charts.map { .figure($0, heightPoints: 150, caption: "Ε") } + [
          .verdict(headline: "Ζ", sentences: ["Η"]), .keyValues([("Θ", "1")]),
          .table(Table(columns: [.init("Ι")], rows: [], caption: "Κ")),
        ])
    ])

  private func latinLetters(_ text: String) -> String { text.filter { $0.isASCII && $0.isLetter } }

  @Test("the marks of this suite stand for every word there is")
  func allMarked() {
    let members = Mirror(reflecting: Self.marked).children.compactMap { $0.value as? String }
    #expect(members.count == 17)
    for (member, mark) in zip(members, Self.marks(1...17)) { #expect(member.hasPrefix(mark)) }
    #expect(Words.filled("{1}/{0}", 3, 8) == "8/3")
  }

  @Test("charts draw no word of their own")
  func drawn() {
    let canvas = RecordingCanvas()
    for chart in Self.charts {
      chart.draw(
        on: canvas, in: Rect(x: 0, y: 0, width: 300, height: 150), theme: Theme.standard.with(Self.marked))
    }
    let texts = canvas.calls.compactMap { call -> String? in
      if case .text(let text, _, _, _) = call { text } else { nil }
    }.joined(separator: "\n")
    #expect(latinLetters(texts).isEmpty, "\(texts)")
    for mark in ["‹1›", "‹3›", "‹12›"] { #expect(texts.contains(mark)) }
  }

  @Test("Markdown has no word of its own")
  func inMarkdown() {
    let text = markdown(Self.document)
    #expect(latinLetters(text).isEmpty, "\(text)")
    for mark in ["‹1›", "‹2›"] + Self.marks(4...11) + ["‹15›", "‹16›"] { #expect(text.contains(mark), "\(mark)") }
  }

  @Test("pages have no word of their own", .enabled(if: PDFText.isInstalled))
  func onPages() throws {
    let text = try PDFText.pages(of: Self.document).joined(separator: "\n")
    #expect(latinLetters(text).isEmpty, "\(text)")
    for mark in ["‹1›", "‹3›"] + Self.marks(12...17) { #expect(text.contains(mark), "\(mark)") }
  }
}
