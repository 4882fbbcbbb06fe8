import Foundation
import Reports

/// The text of a PDF as another program reads it, where that is installed.
enum PDFText {
  static let reader = "/usr/bin/pdftotext"
  static let isInstalled = FileManager.default.isExecutableFile(atPath: reader)

  /// The text of each page, lines laid out as on paper.
  static func pages(of document: Document) throws -> [String] {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("pages-\(UUID().uuidString).pdf")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(render(document).pdf).write(to: file)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: reader)
    process.arguments = ["-layout", file.path, "-"]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self).split(separator: "\u{C}").map(String.init)
  }
}
