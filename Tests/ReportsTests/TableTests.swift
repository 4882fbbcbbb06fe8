import Charts
import Reports
import Testing

@Suite("Tables on paper", .enabled(if: PDFText.isInstalled))
struct TableTests {
  /// The pages as text, with the invisible joiners taken out and fixed spaces as common ones.
  private func pages(_ table: Table) throws -> [String] {
    let document = Document(
      title: "T", subtitle: "", footer: "", pages: [Page(title: "", blocks: [.table(table)])])
    return try PDFText.pages(of: document).map {
      $0.replacing("\u{2060}", with: "").replacing("\u{A0}", with: " ")
    }
  }

  @Test("ranges, numbers with their units and rows of stars stay in one piece, whatever the shares")
  func pieces() throws {
    var table = Sample.plansSideBySide
    let pieces =
      [
        "(96.54–99.60)", "(1,180.22–1,231.90)", "(2,020.18–2,207.82)", "(0.0616–0.0690)", "(0.0644–0.0718)",
        "(0.062–0.069)", "3.6 ms /", "19 ms", "43 ms /", "153 ms", "51 ms /", "1,204 ms", "15.0 h", "24 h", "★★★☆☆",
        "6/9/5", "recommender",
      ]
    for shares in [[1.3, 2.2, 1.6, 1.2, 1.8, 1.5, 1.6], [9, 1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1, 40], nil] {
      for column in table.columns.indices { table.columns[column].widthShare = shares?[column] }
      let text = try pages(table).joined()
      for piece in pieces { #expect(text.contains(piece), "\(piece) with \(shares ?? [])\n\(text)") }
    }
  }

  @Test("brackets that hold prose, and lists of names with numbers, may break")
  func prose() throws {
    let texts = [
      "(users who signed up after the last job of 3 o'clock) and more",
      (1...60).map { "u\($0)" }.joined(separator: " "),
      (101...160).map { "\($0)" }.joined(separator: " "), "a [b", "(", "",
    ]
    for text in texts {
      let table = Table(
        columns: [.init("a", widthShare: 1), .init("b", widthShare: 9)], rows: [[text, "x"]])
      let words = try pages(table).joined().split(whereSeparator: \.isWhitespace)
      for word in text.split(separator: " ") { #expect(words.contains(word), "\(word)") }
    }
  }

  @Test("a compact table loses nothing and takes at most two thirds of the room")
  func compact() throws {
    func table(_ isCompact: Bool) -> Table {
      var table = Sample.ledgerTable(isCompact: isCompact)
      table.rows += table.rows
      return table
    }
    let compact = try pages(table(true))
    let regular = try pages(table(false))
    #expect(Double(compact.count) <= Double(regular.count) * 2 / 3, "\(compact.count), \(regular.count)")
    func keys(_ pages: [String]) -> [Substring] {
      pages.joined(separator: "\n").split(whereSeparator: \.isWhitespace).filter { $0.hasPrefix("serving.") }
    }
    #expect(keys(compact) == keys(regular))
    #expect(keys(compact).count == 180)
    for page in compact { #expect(page.contains("Source or reason")) }
  }
}
