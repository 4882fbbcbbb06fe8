import Charts
import Foundation
import Reports
import Testing

@Suite("Pages")
struct PaginationTests {
  private func document(_ blocks: [Block], title: String = "T") -> Document {
    Document(title: title, subtitle: "", footer: "", pages: [Page(title: "P", blocks: blocks)])
  }

  private static let chart = IntervalChart(
    x: Axis(title: "x (1)"), panels: [.init(title: "", rows: [.init(label: "a", value: 1, low: 0, high: 2)])])

  @Test("nothing to show is one page")
  func empty() throws {
    #expect(try render(Document(title: "", subtitle: "", footer: "", pages: [])).pages.count == 1)
    #expect(try render(document([])).pages.count == 1)
    let nothing: [Block] = [
      .verdict(headline: "", sentences: []), .heading(""), .paragraph(""), .note(""), .bullets([]),
      .table(Table(columns: [], rows: [["a"]])), .table(Table(columns: [.init("a")], rows: [])), .figures([]),
      .keyValues([]),
    ]
    #expect(try render(document(nothing)).pages.count == 1)
    #expect(!markdown(document(nothing)).isEmpty)
  }

  @Test("figures are never split and never too high for a page")
  func figures() throws {
    let figure = Block.figure(Self.chart, heightPoints: 400, caption: "c")
    #expect(try render(document([figure, figure, figure])).pages.count == 3)
    let giant = Block.figure(Self.chart, heightPoints: 1e9, caption: "c")
    #expect(try render(document([.heading("h"), giant])).pages.count <= 2)
  }

  @Test("each page of the document starts a sheet of its own")
  func pages() throws {
    let pages = (1...3).map { Page(title: "P\($0)", blocks: [.paragraph("text")]) }
    #expect(try render(Document(title: "T", subtitle: "", footer: "", pages: pages)).pages.count == 3)
  }

  @Test("hostile text of any length is laid out to its end")
  func hostile() throws {
    let word = String(repeating: "W", count: 6_000)
    let words = String(repeating: "word ", count: 2_500)
    let table = Table(
      columns: [.init(word), .init("b", .right), .init("c", widthShare: -.infinity)],
      rows: [[words, word], ["x"], ["1", "2", "3", "4"]], emphasizedRows: [0, 99], caption: words)
    for block in [
      Block.paragraph(word), .bullets([words]), .verdict(headline: word, sentences: [words]), .table(table),
      .keyValues([(word, words)]), .heading(words), .figure(Self.chart, heightPoints: .nan, caption: words),
    ] {
      #expect(try render(document([block], title: words)).pages.count > 1)
    }
  }

  @Test("a date that a PDF cannot hold is an error, because the clock would take its place")
  func date() throws {
    for date in ["", "yesterday", "2026-11-24", "2026-11-24T00:00:00+01:00"] {
      let error = #expect(throws: ReportError.self) {
        try render(Document(title: "T", subtitle: "", footer: "", date: date, pages: []))
      }
      #expect(error?.code == .date)
    }
    let dated = try render(Document(title: "T", subtitle: "", footer: "", date: "2026-11-24T10:11:12Z", pages: []))
    #expect(String(decoding: dated.pdf, as: UTF8.self).contains("20261124101112Z"))
  }

  @Test(
    "a long table loses no row and repeats its header on every page",
    .enabled(if: PDFText.isInstalled))
  func longTable() throws {
    let table = Table(
      columns: [.init("Name"), .init("Value", .right)], rows: (1...150).map { ["row\($0)x", "\($0) ms"] })
    let pages = try PDFText.pages(of: document([.table(table)]))
    #expect(pages.count >= 4)
    for page in pages { #expect(page.contains("Name") && page.contains("Value")) }
    for page in pages.dropFirst() { #expect(page.contains("P (continued)")) }
    let words = pages.joined(separator: " ").split { $0.isWhitespace }
    for row in 1...150 { #expect(words.filter { $0 == "row\(row)x" }.count == 1) }
    for (index, page) in pages.enumerated() { #expect(page.contains("Page \(index + 1) of \(pages.count)")) }
  }

  @Test(
    "a heading never stands alone at the foot of a page",
    .enabled(if: PDFText.isInstalled), arguments: 38...50)
  func headings(lines: Int) throws {
    let filler = (0..<lines).map { Block.note("filler \($0)") }
    let pages = try PDFText.pages(of: document(filler + [.heading("HEAD"), .paragraph("BODY of the section")]))
    #expect(pages.contains { $0.contains("HEAD") && $0.contains("BODY") })
  }

  @Test(
    "markup in text comes out as it went in", .enabled(if: PDFText.isInstalled))
  func literal() throws {
    let text = "<b>x</b> & &amp; <span size='1'>"
    let pages = try PDFText.pages(
      of: document([.paragraph(text), .note(text), .table(Table(columns: [.init(text)], rows: []))]))
    #expect(pages[0].components(separatedBy: text).count == 4)
  }
}
