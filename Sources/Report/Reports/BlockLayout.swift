import Charts

/// Turns blocks into strips, numbering tables and figures through the document.
struct BlockLayout {
  let engine: TextEngine
  let ruler: CairoCanvas
  let theme: Theme
  private var figureCount = 0
  private var tableCount = 0

  init(engine: TextEngine, ruler: CairoCanvas, theme: Theme) {
    self.engine = engine
    self.ruler = ruler
    self.theme = theme
  }

  /// The strips of a page's blocks. A heading is tied to what follows it.
  mutating func flow(of blocks: [Block]) -> Flow {
    var flow = Flow()
    var isAfterHeading = false
    var isAfterFigure = false
    for block in blocks {
      let start = flow.strips.count
      append(block, to: &flow)
      guard start < flow.strips.count else { continue }
      if isAfterHeading {
        flow.strips[start].mayBreakBefore = false
        flow.strips[start].spaceBefore = min(flow.strips[start].spaceBefore, 5)
      }
      // A caption must not read on into the next block.
      if isAfterFigure { flow.strips[start].spaceBefore = max(flow.strips[start].spaceBefore, 13) }
      (isAfterHeading, isAfterFigure) = (false, false)
      switch block {
      case .heading: isAfterHeading = true
      case .figure, .figures, .table: isAfterFigure = true
      case .verdict, .paragraph, .note, .bullets, .keyValues: break
      }
    }
    return flow
  }

  private mutating func append(_ block: Block, to flow: inout Flow) {
    switch block {
    case .verdict(let headline, let sentences): appendVerdict(headline, sentences, to: &flow)
    case .heading(let text):
      var strips = textStrips(engine.layout(text, style: Sheet.heading, width: Sheet.width), spaceBefore: 16)
      for index in strips.indices.dropFirst() { strips[index].mayBreakBefore = false }
      flow.strips += strips
    case .paragraph(let text):
      flow.strips += textStrips(
        engine.layout(text, style: Sheet.body, width: Sheet.width), leading: 1.22, spaceBefore: 7)
    case .note(let text):
      flow.strips += textStrips(
        engine.layout(text, style: Sheet.note, width: Sheet.width), leading: 1.15, spaceBefore: 6)
    case .bullets(let items): for (index, item) in items.enumerated() { appendBullet(item, index, to: &flow) }
    case .table(let table): appendTable(table, to: &flow)
    case .figure(let chart, let height, let caption):
      appendFigures([Figure(chart, heightPoints: height, caption: caption)], to: &flow)
    case .figures(let figures): appendFigures(figures, to: &flow)
    case .keyValues(let pairs): appendKeyValues(pairs, to: &flow)
    }
  }

  private func appendVerdict(_ headline: String, _ sentences: [String], to flow: inout Flow) {
    let inset = 16.0
    let width = Sheet.width - 2 * inset
    var strips = textStrips(
      engine.layout(headline, style: Sheet.verdict, width: width), x: inset, width: width, leading: 1.15)
    for sentence in sentences {
      strips += textStrips(
        engine.layout(sentence, style: Sheet.verdictBody, width: width), x: inset, width: width, leading: 1.25,
        spaceBefore: 6)
    }
    let padding = Strip(height: 13) { _, _ in }
    strips = [padding] + strips + [padding]
    let box = flow.newBox(.verdict)
    for index in strips.indices {
      strips[index].box = box
      strips[index].mayBreakBefore = index == 0
    }
    strips[0].spaceBefore = 12
    flow.strips += strips
  }

  private func appendBullet(_ item: String, _ index: Int, to flow: inout Flow) {
    let indent = 13.0
    var strips = textStrips(
      engine.layout(item, style: Sheet.body, width: Sheet.width - indent), x: indent, leading: 1.22,
      spaceBefore: index == 0 ? 7 : 4)
    guard let first = strips.first else { return }
    strips[0].draw = { canvas, origin in
      let center = Point(x: origin.x + 4.5, y: origin.y + first.height / 2 + 0.5)
      canvas.fill(.circle(center: center, radius: 1.5), with: Fill(color: Sheet.accent))
      first.draw(canvas, origin)
    }
    flow.strips += strips
  }

  private func appendKeyValues(_ pairs: [(String, String)], to flow: inout Flow) {
    let keyStyle = TextStyle(sizePoints: Sheet.body.sizePoints, color: Sheet.quiet)
    let widest = pairs.map { ruler.measure($0.0, style: keyStyle).width }.max() ?? 0
    let keyWidth = min(widest, Sheet.width * 0.4)
    let valueX = keyWidth + 16
    for (index, pair) in pairs.enumerated() {
      let key = textStrips(engine.layout(pair.0, style: keyStyle, width: keyWidth + 1), leading: 1.22)
      let value = textStrips(
        engine.layout(pair.1, style: Sheet.body, width: Sheet.width - valueX), x: valueX, leading: 1.22)
      var strips = sideBySide([key, value])
      if !strips.isEmpty { strips[0].spaceBefore = index == 0 ? 8 : 3 }
      flow.strips += strips
    }
  }

  private mutating func appendFigures(_ figures: [Figure], to flow: inout Flow) {
    guard !figures.isEmpty else { return }
    let gap = 18.0
    let width = (Sheet.width - gap * Double(figures.count - 1)) / Double(figures.count)
    // Room for the caption and a title above it: a figure is never higher than a sheet can hold.
    let limit = Sheet.bottom - Sheet.top - 160
    let height = min(limit, max(40, figures.map(\.heightPoints).filter(\.isFinite).max() ?? 0))
    let picture = Strip(height: height, spaceBefore: 14) { [theme] canvas, origin in
      for (index, figure) in figures.enumerated() {
        let x = origin.x + Double(index) * (width + gap)
        figure.chart.draw(
          on: canvas, in: Rect(x: x, y: origin.y, width: width, height: height), theme: theme)
      }
    }
    let captions = figures.enumerated().map { index, figure in
      figureCount += 1
      let layout = engine.layout(
        figure.caption, style: Sheet.caption, width: width,
        boldPrefix: Words.filled(theme.words.figure, figureCount) + " ")
      return textStrips(layout, x: Double(index) * (width + gap), width: width, leading: 1.15)
    }
    var below = sideBySide(captions)
    if !below.isEmpty {
      below[0].spaceBefore = 6
      below[0].mayBreakBefore = false
    }
    flow.strips += [picture] + below
  }

  /// Lines of several columns as common strips, each as high as its highest line.
  private func sideBySide(_ columns: [[Strip]]) -> [Strip] {
    (0..<(columns.map(\.count).max() ?? 0)).map { index in
      let parts = columns.compactMap { index < $0.count ? $0[index] : nil }
      return Strip(height: parts.map(\.height).max() ?? 0, mayBreakBefore: index == 0) { canvas, origin in
        for part in parts { part.draw(canvas, origin) }
      }
    }
  }

  private mutating func appendTable(_ table: Table, to flow: inout Flow) {
    guard !table.columns.isEmpty else { return }
    var caption: [Strip] = []
    if let text = table.caption {
      tableCount += 1
      caption = textStrips(
        engine.layout(
          text, style: Sheet.caption, width: Sheet.width,
          boldPrefix: Words.filled(theme.words.table, tableCount) + " "),
        leading: 1.15)
    }
    TableLayout(table, engine: engine, words: theme.words).append(caption: caption, to: &flow)
  }
}
