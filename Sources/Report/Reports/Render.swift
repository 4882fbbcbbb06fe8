import Charts

/// A report as bytes, ready to be written.
package struct RenderedReport: Sendable {
  package let pdf: [UInt8]
  /// One PNG a sheet at 144 dots per inch: 1190 × 1684 pixels.
  package let pages: [[UInt8]]

  package init(pdf: [UInt8], pages: [[UInt8]]) {
    self.pdf = pdf
    self.pages = pages
  }
}

/// Sets and draws a document on A4: the same content gives the same bytes, in any language setting of the machine.
///
/// (Bytes may differ between versions of Cairo, Pango and the fonts.) Throws `ReportError` when the date has
/// another form than "2026-11-24T00:00:00Z" or the drawing library fails.
package func render(_ document: Document) throws(ReportError) -> RenderedReport {
  try checkDate(document.date)
  let engine = try TextEngine(families: Theme.standard.fontFamilies, language: document.language)
  let ruler = CairoCanvas(try .image(size: Size(width: 1, height: 1), pixelsPerPoint: 1), engine: engine)
  var layout = BlockLayout(engine: engine, ruler: ruler, theme: Theme.standard.with(document.words))
  var paginator = Paginator(engine: engine, words: document.words)
  let pages = document.pages.isEmpty ? [Page(title: "", blocks: [])] : document.pages
  for (index, page) in pages.enumerated() {
    let cover = index == 0 ? coverStrips(document, engine) : []
    paginator.add(page: page, index: index, cover: cover, flow: layout.flow(of: page.blocks))
  }
  let sheets = paginator.sheets

  let pdf = try CairoSurface.pdf(size: Sheet.size)
  pdf.setMetadata(of: document)
  var pictures: [[UInt8]] = []
  for (index, sheet) in sheets.enumerated() {
    if !sheet.isContinuation, !pages[sheet.page].title.isEmpty {
      pdf.addOutline(pages[sheet.page].title, page: index + 1)
    }
    draw(sheet, index + 1, of: sheets.count, document, on: CairoCanvas(pdf, engine: engine))
    pdf.showPage()
    let picture = try CairoSurface.image(size: Sheet.size, pixelsPerPoint: 2)
    draw(sheet, index + 1, of: sheets.count, document, on: CairoCanvas(picture, engine: engine))
    pictures.append(try picture.png())
  }
  return RenderedReport(pdf: try pdf.finishedPDF(), pages: pictures)
}

/// Cairo would take the clock for a date that it cannot read.
private func checkDate(_ date: String) throws(ReportError) {
  let pattern = Array("0000-00-00T00:00:00Z".utf8)
  let bytes = Array(date.utf8)
  let fits =
    bytes.count == pattern.count
    && zip(bytes, pattern).allSatisfy { $1 == UInt8(ascii: "0") ? (0x30...0x39).contains($0) : $0 == $1 }
  guard fits else {
    throw ReportError(code: .date, facts: ["date \(date)"], cause: "not of the form 2026-11-24T00:00:00Z")
  }
}

private func coverStrips(_ document: Document, _ engine: TextEngine) -> [Strip] {
  var strips = textStrips(engine.layout(document.title, style: Sheet.documentTitle, width: Sheet.width))
  if !document.subtitle.isEmpty {
    strips += textStrips(
      engine.layout(document.subtitle, style: Sheet.subtitle, width: Sheet.width), leading: 1.2, spaceBefore: 4)
  }
  strips.append(
    Strip(height: 22) { canvas, origin in
      let rule = Rect(x: origin.x, y: origin.y + 9, width: 42, height: 2.5)
      canvas.fill(.rectangle(rule), with: Fill(color: Sheet.accent))
    })
  // Whatever a stranger calls a report, its first sheet keeps room for content.
  var height = 0.0
  return strips.filter { strip in
    height += strip.height + strip.spaceBefore
    return height < (Sheet.bottom - Sheet.top) / 3
  }
}

private func draw(
  _ sheet: Paginator.PlacedSheet, _ number: Int, of count: Int, _ document: Document, on canvas: CairoCanvas
) {
  var y = Sheet.top
  for strip in sheet.cover {
    y += strip.spaceBefore
    strip.draw(canvas, Point(x: Sheet.left, y: y))
    y += strip.height
  }
  if let title = sheet.title {
    for (index, line) in title.lines.enumerated() where y + line.size.height <= sheet.contentTop {
      canvas.line(index, of: title, at: Point(x: Sheet.left, y: y))
      y += line.size.height
    }
  }
  drawBoxes(of: sheet, on: canvas)
  for (strip, y) in sheet.strips { strip.draw(canvas, Point(x: Sheet.left, y: y)) }

  let foot = Sheet.size.height - 38
  let rule = Stroke(color: Sheet.rule, width: 0.5)
  canvas.stroke(.line(Point(x: Sheet.left, y: foot), Point(x: Sheet.left + Sheet.width, y: foot)), with: rule)
  let pageNumber = Words.filled(document.words.page, number, count)
  let numberWidth = canvas.measure(pageNumber, style: Sheet.footer).width
  let footer = canvas.fitted(document.footer, width: Sheet.width - numberWidth - 20, style: Sheet.footer)
  canvas.text(
    footer, at: Point(x: Sheet.left, y: foot + 6), anchor: Anchor(.left, .top), style: Sheet.footer)
  canvas.text(
    pageNumber, at: Point(x: Sheet.left + Sheet.width, y: foot + 6), anchor: Anchor(.right, .top),
    style: Sheet.footer)
}

/// One shape behind all neighbouring strips of a box: single ones would leave hairlines between them.
private func drawBoxes(of sheet: Paginator.PlacedSheet, on canvas: CairoCanvas) {
  var index = 0
  while index < sheet.strips.count {
    guard let box = sheet.strips[index].strip.box else {
      index += 1
      continue
    }
    let top = sheet.strips[index].y
    while index + 1 < sheet.strips.count, sheet.strips[index + 1].strip.box == box { index += 1 }
    let bottom = sheet.strips[index].y + sheet.strips[index].strip.height
    let rect = Rect(x: Sheet.left, y: top, width: Sheet.width, height: bottom - top)
    canvas.fill(.rectangle(rect), with: Fill(color: Sheet.tint))
    if box.look == .verdict {
      canvas.stroke(
        .rectangle(rect), with: Stroke(color: Sheet.accent.mixed(with: .white, share: 0.55), width: 0.6))
      canvas.fill(
        .rectangle(Rect(x: rect.x, y: rect.y, width: 4, height: rect.height)), with: Fill(color: Sheet.accent))
    }
    index += 1
  }
}
