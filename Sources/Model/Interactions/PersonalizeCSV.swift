/// Writes interaction logs the way Amazon Personalize imports them.
package enum PersonalizeCSV {
  /// The log as CSV: header, then one line an event in order of time; see `LogText`.
  package static func bytes(of log: InteractionLog) -> [UInt8] {
    let text = LogText(log, as: .csv)
    return text.header + text.lines(0..<log.count)
  }
}
