import Evaluation
import FoundationEssentials
import Glibc
import Reports
import Scenarios

/// The files of a report, and how they come into a folder without ever standing there half-written.
package struct ReportFolder: Sendable {
  /// Name and bytes, in the order in which they are put in place; `facts.json` is the last.
  package let files: [(name: String, bytes: [UInt8])]

  /// The report's files: `report.pdf`, `page-1.png` …, `report.md`, `quality-per-user.csv`, `run.json`, `facts.json`.
  ///
  /// - Parameter scenarioText: written as `scenario.yaml`, where the scenario was made for this report.
  /// - Parameter runFacts: what differs from run to run, such as seconds and library versions; kept apart in `run.json`.
  package init(
    _ result: RunResult, userNames: [String], runFacts: JSONValue, scenarioText: String? = nil
  ) throws(ReportError) {
    let document = Report.document(result)
    let rendered = try render(document)
    var files: [(String, [UInt8])] = [("report.pdf", rendered.pdf)]
    for (index, page) in rendered.pages.enumerated() { files.append(("page-\(index + 1).png", page)) }
    files.append(("report.md", Array(markdown(document).utf8)))
    files.append(("quality-per-user.csv", Array(PerUserCSV.text(result, userNames: userNames).utf8)))
    if let scenarioText { files.append(("scenario.yaml", Array(scenarioText.utf8))) }
    files.append(("run.json", Array(try runFacts.text(isPretty: true).utf8)))
    files.append(("facts.json", Array(try Facts.json(result).text(isPretty: true).utf8)))
    self.files = files
  }

  init(files: [(name: String, bytes: [UInt8])]) { self.files = files }

  /// Puts the files into a folder, which is made if need be.
  ///
  /// A new folder appears whole, by one rename. In a folder that exists, each file is replaced by a rename, other files stay,
  /// and pages of an earlier, longer report go.
  /// - Throws: `FolderError` where the folder cannot be made or written; nothing half-written stays.
  package func write(to path: String) throws(FolderError) {
    let manager = FileManager.default
    var target = path
    while target.count > 1, target.hasSuffix("/") { target.removeLast() }
    var isDirectory = false
    let exists = manager.fileExists(atPath: target, isDirectory: &isDirectory)
    if exists, !isDirectory { throw FolderError(path: path, cause: "a file of that name is in the way") }
    let parent = PathText.folder(target)
    let staging = (exists ? target + "/" : parent) + ".recast-\(UUID().uuidString)"
    do {
      if !parent.isEmpty { try manager.createDirectory(atPath: parent, withIntermediateDirectories: true) }
      try manager.createDirectory(atPath: staging, withIntermediateDirectories: false)
      defer { try? manager.removeItem(atPath: staging) }
      for file in files {
        try Data(file.bytes).write(to: URL(filePath: staging + "/" + file.name))
      }
      guard exists else {
        try manager.moveItem(atPath: staging, toPath: target)
        return
      }
      for file in files { try replace(target + "/" + file.name, by: staging + "/" + file.name) }
      for name in try manager.contentsOfDirectory(atPath: target) where isStalePage(name) {
        try manager.removeItem(atPath: target + "/" + name)
      }
    } catch let error as FolderError {
      throw error
    } catch {
      throw FolderError(path: path, cause: ReportFolder.sentence(error))
    }
  }

  private func replace(_ path: String, by new: String) throws {
    guard rename(new, path) == 0 else { throw FolderError(path: path, cause: String(cString: strerror(errno))) }
  }

  /// Whether a file is a page that this report no longer has.
  private func isStalePage(_ name: String) -> Bool {
    guard let first = files.first(where: { $0.name.hasSuffix("-1.png") }) else { return false }
    let prefix = first.name.dropLast("1.png".count)
    return name.hasPrefix(prefix) && name.hasSuffix(".png") && Int(name.dropFirst(prefix.count).dropLast(4)) != nil
      && !files.contains { $0.name == name }
  }

  /// The system's word for an error where there is one.
  private static func sentence(_ error: any Error) -> String {
    (error as? CocoaError).flatMap { $0.underlying as? POSIXError }.map { String(cString: strerror($0.code.rawValue)) }
      ?? "\(error)"
  }
}

/// Why a report could not be put into its folder.
package struct FolderError: Error, Sendable, CustomStringConvertible {
  package let path: String
  package let cause: String

  package init(path: String, cause: String) {
    self.path = path
    self.cause = cause
  }

  package var description: String { "The report cannot be written to \(path): \(cause)." }
}

/// Every user's own values, so that any mean can be made again.
enum PerUserCSV {
  static func text(_ result: RunResult, userNames: [String]) -> String {
    let k = result.scenario.evaluation.k
    let metrics = Metric.allCases
    var text = "USER_ID,REQUESTS"
    for plan in result.plans { for metric in metrics { text += ",\(plan.name):\(metric.name)@\(k)" } }
    text += "\n"
    for row in result.replay.comparison.overall.userRows {
      text += "\(quoted(userNames[Int(row.user)])),\(row.requestCount)"
      for values in row.means { for value in values { text += ",\(Format.sixDigits(value))" } }
      text += "\n"
    }
    return text
  }

  private static func quoted(_ name: String) -> String {
    guard name.contains(where: { ",\"\n\r".contains($0) }) else { return name }
    return "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }
}
