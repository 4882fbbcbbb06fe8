import Charts

/// Puts strips on sheets, one under another, and breaks only where they allow it.
struct Paginator {
  /// One sheet of paper, ready to be drawn.
  struct PlacedSheet {
    var title: TextLayout?
    /// The document's own title, on the first sheet only.
    var cover: [Strip] = []
    var strips: [(strip: Strip, y: Double)] = []
    var contentTop: Double
    /// Index of the document's page.
    let page: Int
    let isContinuation: Bool
  }

  private let engine: TextEngine
  private let words: Words
  private(set) var sheets: [PlacedSheet] = []
  private var y = 0.0

  init(engine: TextEngine, words: Words) {
    self.engine = engine
    self.words = words
  }

  mutating func add(page: Page, index: Int, cover: [Strip], flow: Flow) {
    startSheet(page, index, cover: cover, isContinuation: false)
    let strips = flow.strips
    var start = 0
    while start < strips.count {
      var end = start + 1
      while end < strips.count, !strips[end].mayBreakBefore { end += 1 }
      let chunk = Array(strips[start..<end])
      let header = start > 0 ? repeatedHeader(flow, before: strips[start], after: strips[start - 1]) : []
      if y + height(chunk) > Sheet.bottom, !sheetIsEmpty {
        startSheet(page, index, cover: [], isContinuation: true)
        place(header)
      }
      for (offset, strip) in chunk.enumerated() {
        // Only a piece that is longer than a sheet is broken where it does not want to be.
        if y + spaceBefore(strip) + strip.height > Sheet.bottom, !sheetIsEmpty {
          let previous = start + offset > 0 ? strips[start + offset - 1] : strip
          startSheet(page, index, cover: [], isContinuation: true)
          place(repeatedHeader(flow, before: strip, after: previous))
        }
        place([strip])
      }
      start = end
    }
  }

  private var sheetIsEmpty: Bool { sheets.last?.strips.isEmpty ?? true }

  private func spaceBefore(_ strip: Strip) -> Double { sheetIsEmpty ? 0 : strip.spaceBefore }

  private func height(_ chunk: [Strip]) -> Double {
    chunk.reduce(0) { $0 + $1.height + $1.spaceBefore } - (sheetIsEmpty ? chunk[0].spaceBefore : 0)
  }

  private func repeatedHeader(_ flow: Flow, before strip: Strip, after previous: Strip) -> [Strip] {
    guard let table = strip.table, previous.table == table else { return [] }
    let header = flow.tableHeaders[table]
    // A header that fills the sheet would leave no room for what it heads.
    return header.map(\.height).reduce(0, +) < (Sheet.bottom - Sheet.top) / 3 ? header : []
  }

  private mutating func place(_ strips: [Strip]) {
    for strip in strips {
      y += spaceBefore(strip)
      sheets[sheets.count - 1].strips.append((strip, y))
      y += strip.height
    }
  }

  private mutating func startSheet(_ page: Page, _ index: Int, cover: [Strip], isContinuation: Bool) {
    let coverHeight = cover.map { $0.height + $0.spaceBefore }.reduce(0, +)
    var sheet = PlacedSheet(
      cover: cover, contentTop: Sheet.top + coverHeight, page: index, isContinuation: isContinuation)
    if !page.title.clean.isEmpty {
      let title = engine.layout(
        page.title + (isContinuation ? " " + words.continued : ""), style: Sheet.pageTitle, width: Sheet.width)
      // A title of ten lines is somebody's mistake; it must not push the content off the sheet.
      let height = min(title.size.height, (Sheet.bottom - Sheet.top) / 3)
      sheet.title = title
      sheet.contentTop += height + 14
    }
    y = sheet.contentTop
    sheets.append(sheet)
  }
}
