import Reports

extension Sample {
  static let tables = Page(title: "Tight tables", blocks: [.table(plansSideBySide), .table(compactLedger)])

  /// Columns with hardly more room than their longest pieces.
  static let plansSideBySide = Table(
    columns: [
      .init("Plan", widthShare: 1.3), .init("USD a month (range)", .right, widthShare: 2.2),
      .init("p50 / p99", .right, widthShare: 1.6), .init("Profile age, median", .right, widthShare: 1.2),
      .init("NDCG@10", .right, widthShare: 1.8), .init("Limits", widthShare: 1.5),
      .init("Effort", widthShare: 1.6),
    ],
    rows: [
      [
        "batch", "98.07 (96.54–99.60)", "3.6 ms / 19 ms", "15.0 h", "0.0653 (0.0616–0.0690)", "fails quality",
        "★★★☆☆ 6/9/5",
      ],
      [
        "campaign", "1,206.40 (1,180.22–1,231.90)", "43 ms / 153 ms", "1.2 s", "0.0681 (0.0644–0.0718)", "keeps all",
        "★★★★☆ 3/4/2",
      ],
      [
        "recommender", "2,114.00 (2,020.18–2,207.82)", "51 ms / 1,204 ms", "1.3 s", "0.065 (0.062–0.069)",
        "fails budget, p99", "★★☆☆☆ 9/9/8",
      ],
      ["popular", "12.30", "2.1 ms / 7 ms", "24 h", "0.0312 (0.0291–0.0333)", "fails quality", "★★★★★ 1/1/1"],
    ], emphasizedRows: [1], caption: "Plans side by side; a number stays with its unit and a range with its brackets.")

  static let compactLedger = ledgerTable(isCompact: true)

  static func ledgerTable(isCompact: Bool) -> Table {
    Table(
      columns: [
        .init("Key", widthShare: 3), .init("Value", .right, widthShare: 2), .init("Kind", widthShare: 1.3),
        .init("Source or reason", widthShare: 5),
      ],
      rows: (1...90).map { row in
        [
          "serving.parameter\(row)", "\(row * 7) ms", row % 3 == 0 ? "assumption" : "fact",
          row % 9 == 0
            ? "Measured on our own traffic in the second week of September, retries counted as separate attempts."
            : "Developer guide, section \(row).",
        ]
      }, emphasizedRows: [4], caption: "A ledger that is looked up rather than read.", isCompact: isCompact)
  }
}
