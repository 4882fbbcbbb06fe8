import Charts

/// A report as content: pages of blocks, without any places or sizes beyond the heights of its figures.
package struct Document: Sendable {
  package var title: String
  package var subtitle: String
  /// A language tag ("en", "ko"): the text engine chooses glyphs and line breaks by it.
  package var language: String
  /// What pages and charts say by themselves; it should be of the same language.
  package var words: Words
  /// At the foot of every page, left of the page number.
  package var footer: String
  /// Goes into the keywords of the PDF as it is.
  package var keywords: String
  /// The date of creation and change in the PDF, ISO 8601 in UTC; never the clock's, or no two runs were alike.
  package var date: String
  package var pages: [Page]

  package init(
    title: String, subtitle: String, language: String = "en", words: Words = .english, footer: String,
    keywords: String = "", date: String = "2000-01-01T00:00:00Z", pages: [Page]
  ) {
    self.title = title
    self.subtitle = subtitle
    self.language = language
    self.words = words
    self.footer = footer
    self.keywords = keywords
    self.date = date
    self.pages = pages
  }
}

/// Blocks under a title that start on a new sheet and flow on to more sheets where they need to.
package struct Page: Sendable {
  package var title: String
  package var blocks: [Block]

  package init(title: String, blocks: [Block]) {
    self.title = title
    self.blocks = blocks
  }
}

/// One piece of content. All text is literal: nothing in it is markup.
package enum Block: Sendable {
  /// The answer, in a framed box with large type.
  case verdict(headline: String, sentences: [String])
  case heading(String)
  case paragraph(String)
  /// A small grey caveat.
  case note(String)
  case bullets([String])
  case table(Table)
  case figure(any Chart, heightPoints: Double, caption: String)
  /// Figures side by side, equally wide; all as high as the highest.
  case figures([Figure])
  /// Names and values in two columns.
  case keyValues([(String, String)])
}

/// A chart with its height in points and its caption.
package struct Figure: Sendable {
  package var chart: any Chart
  package var heightPoints: Double
  package var caption: String

  package init(_ chart: any Chart, heightPoints: Double, caption: String) {
    self.chart = chart
    self.heightPoints = heightPoints
    self.caption = caption
  }
}

/// Text in rows and columns; rows short of cells are filled up with empty ones, cells beyond the columns are left out.
package struct Table: Sendable {
  /// Where a cell's text stands in its column.
  package enum Alignment: Sendable { case left, center, right }

  /// One column; numbers belong to the right.
  package struct Column: Sendable {
    package var title: String
    package var alignment: Alignment
    /// Part of the width in relation to the other columns' shares; nil, if any, lets all widths follow the content.
    /// A column is never narrower than its longest unbreakable piece while there is room.
    package var widthShare: Double?

    package init(_ title: String, _ alignment: Alignment = .left, widthShare: Double? = nil) {
      self.title = title
      self.alignment = alignment
      self.widthShare = widthShare
    }
  }

  package var columns: [Column]
  package var rows: [[String]]
  /// Indices of rows that stand out: the winner, a total.
  package var emphasizedRows: Set<Int>
  package var caption: String?
  /// Small type and close rows, for ledgers of a hundred rows that are looked up rather than read.
  package var isCompact: Bool

  package init(
    columns: [Column], rows: [[String]], emphasizedRows: Set<Int> = [], caption: String? = nil, isCompact: Bool = false
  ) {
    self.columns = columns
    self.rows = rows
    self.emphasizedRows = emphasizedRows
    self.caption = caption
    self.isCompact = isCompact
  }

  /// The cell, empty where the row is too short.
  func cell(_ row: Int, _ column: Int) -> String { column < rows[row].count ? rows[row][column] : "" }
}
