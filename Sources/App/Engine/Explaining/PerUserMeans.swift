import DelimitedText

/// The users' own means in `quality-per-user.csv`, from which each mean of the report can be made again.
struct PerUserMeans: Sendable {
  private let bytes: [UInt8]

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// Means over the rows of a column such as `batch:ndcg@10`; nil where the file has none such, or is damaged.
  func means(of column: String) -> (users: Int, requests: Double, requestWeighted: Double, userWeighted: Double)? {
    var reader = DelimitedReader()
    reader.append(bytes.span)
    reader.endInput()
    guard case .row = reader.next(), let position = reader.texts.firstIndex(of: column), reader.fieldCount > 1,
      reader.text(1) == "REQUESTS"
    else { return nil }
    var (users, requests, sum, userSum) = (0, 0.0, 0.0, 0.0)
    while true {
      switch reader.next() {
      case .row:
        guard reader.fieldCount > position, let count = reader.text(1).flatMap({ Double($0) }),
          let mean = reader.text(position).flatMap({ Double($0) }), count.isFinite, mean.isFinite
        else { return nil }
        users += 1
        requests += count
        sum += count * mean
        userSum += mean
      case .end:
        return requests > 0 ? (users, requests, sum / requests, userSum / Double(users)) : nil
      case .fault, .needsBytes: return nil
      }
    }
  }
}
