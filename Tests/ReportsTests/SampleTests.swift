import Foundation
import Reports
import Testing

@Suite("The sample document")
struct SampleTests {
  @Test("is drawn as a PDF and as pictures of A4 at 144 dots per inch, twice with the same bytes")
  func isDrawnTwiceAlike() throws {
    let report = try render(Sample.document)
    let again = try render(Sample.document)
    #expect(report.pdf == again.pdf)
    #expect(report.pages == again.pages)
    #expect(report.pdf.starts(with: Array("%PDF-1.".utf8)))
    #expect(report.pages.count >= 4)
    for page in report.pages { #expect(pixelSize(ofPNG: page) == [1190, 1684]) }
    try keep(report)
  }

  /// Width and height from the IHDR chunk.
  private func pixelSize(ofPNG bytes: [UInt8]) -> [Int] {
    [16, 20].map { start in bytes[start..<(start + 4)].reduce(0) { $0 << 8 | Int($1) } }
  }

  /// Writes the pages to the folder named by `SAMPLE_PAGES`, for people to look at.
  private func keep(_ report: RenderedReport) throws {
    guard let folder = ProcessInfo.processInfo.environment["SAMPLE_PAGES"] else { return }
    let base = URL(fileURLWithPath: folder, isDirectory: true)
    try FileManager.default.createDirectory(at: base, withIntermediateDirectories: true)
    try Data(report.pdf).write(to: base.appendingPathComponent("report.pdf"))
    try Data(markdown(Sample.document).utf8).write(to: base.appendingPathComponent("report.md"))
    for (index, page) in report.pages.enumerated() {
      try Data(page).write(to: base.appendingPathComponent("page-\(index + 1).png"))
    }
  }
}
