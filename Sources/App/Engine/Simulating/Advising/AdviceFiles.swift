import Reports

extension ReportFolder {
  /// Advice as files: `advice.pdf`, `advice-1.png` …, `advice.md`, `advice.json`.
  package init(_ advice: Advice) throws(ReportError) {
    let document = AdviceDocument.document(advice)
    let rendered = try render(document)
    var files: [(String, [UInt8])] = [("advice.pdf", rendered.pdf)]
    for (index, page) in rendered.pages.enumerated() { files.append(("advice-\(index + 1).png", page)) }
    files.append(("advice.md", Array(markdown(document).utf8)))
    files.append(("advice.json", Array(try AdviceJSON.json(advice).text(isPretty: true).utf8)))
    self.init(files: files)
  }
}
