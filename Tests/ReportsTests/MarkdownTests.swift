import Charts
import Reports
import Testing

@Suite("Markdown")
struct MarkdownTests {
  @Test("a document with every kind of block")
  func everyBlock() {
    let chart = IntervalChart(
      x: Axis(title: "NDCG (0 to 1)", format: NumberFormat(decimals: 2)),
      panels: [.init(title: "", rows: [.init(label: "batch", value: 0.18, low: 0.17, high: 0.19)])])
    let table = Table(
      columns: [.init("Plan"), .init("Cost", .right), .init("Kind", .center)],
      rows: [["batch", "$412", "fact"], ["popular", "$12.30"]], emphasizedRows: [0], caption: "Costs.")
    let document = Document(
      title: "Batch or campaign?", subtitle: "A shop", footer: "rates of 2026",
      pages: [
        Page(
          title: "Decision",
          blocks: [
            .verdict(headline: "Buy batch.", sentences: ["It is cheaper."]), .heading("Why"), .paragraph("Because."),
            .note("Perhaps."), .bullets(["one", "two"]), .table(table),
            .figure(chart, heightPoints: 100, caption: "Quality."), .keyValues([("Users", "12,480")]),
          ])
      ])
    #expect(
      markdown(document) == """
        # Batch or campaign?

        A shop

        ## Decision

        > **Buy batch.**
        >
        > It is cheaper.

        ### Why

        Because.

        > Perhaps.

        - one
        - two

        **Table 1.** Costs.

        | Plan      |     Cost | Kind     |
        | --------- | -------: | :------: |
        | **batch** | **$412** | **fact** |
        | popular   |   $12.30 |          |

        **Figure 1.** Quality.

        | Category |     NDCG (0 to 1) |
        | -------- | ----------------: |
        | batch    | 0.18 [0.17, 0.19] |

        - **Users:** 12,480

        ---

        rates of 2026

        """)
  }

  @Test(
    "what Markdown or HTML would read as markup is escaped, and plain words are not",
    arguments: [
      ("a|b", "a\\|b"), ("<b>&", "&lt;b&gt;&amp;"), ("[x](y)", "[x\\](y)"), ("[x]: y", "[x\\]: y"),
      ("0.1 [0.0, 0.2]", "0.1 [0.0, 0.2]"), ("user_id", "user_id"), ("_user_", "\\_user\\_"), ("*a*", "\\*a\\*"),
      ("# a", "\\# a"), ("- a", "\\- a"), ("1. a", "1\\. a"), ("in 1. a", "in 1. a"), ("a\nb", "a b"),
      ("`a`", "\\`a\\`"),
    ])
  func escapes(text: String, escaped: String) {
    let document = Document(
      title: "T", subtitle: "", footer: "", pages: [Page(title: "", blocks: [.paragraph(text)])])
    #expect(markdown(document) == "# T\n\n\(escaped)\n")
  }
}
