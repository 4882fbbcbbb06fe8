/// What one experiment measured, as it is kept.
package struct Measurement: Sendable, Equatable {
  /// Each user's sum of the deciding metric, users in an order that the key determines.
  package var sums: [Double]
  /// Each user's number of requests, beside `sums`.
  package var counts: [Double]
  /// Other numbers, in an order that the key determines.
  package var numbers: [Double]
  /// Wall-clock seconds that it took: for estimates of the time left, never for results.
  package var seconds: Double

  package init(sums: [Double], counts: [Double], numbers: [Double], seconds: Double) {
    precondition(sums.count == counts.count)
    self.sums = sums
    self.counts = counts
    self.numbers = numbers
    self.seconds = seconds
  }
}

/// Why results could not be kept or read.
package struct ExperimentStoreError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong with the file.
  package enum Code: String, Sendable {
    /// Something else has the path.
    case occupied
    /// A file of a later version of recast.
    case newer
    /// SQLite or the system refused.
    case database
    /// A row that does not read.
    case damaged
  }

  package let code: Code
  /// As the user gave it.
  package let path: String
  package let cause: String

  init(_ code: Code, path: String, cause: String = "") {
    self.code = code
    self.path = path
    self.cause = cause
  }

  package var description: String {
    let sentence =
      switch code {
      case .occupied: "\(path) is there already and holds no results of recast's; it is left as it is"
      case .newer: "\(path) was made by a later version of recast"
      case .database: "The results in \(path) cannot be used"
      case .damaged: "The results in \(path) are damaged; remove the file, and everything is measured again"
      }
    return cause.isEmpty ? sentence + "." : "\(sentence): \(cause)."
  }
}
