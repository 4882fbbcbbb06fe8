import Statistics

/// An interval over users as it is shown: none where resampling users cannot tell how uncertain the value is.
struct ShownInterval: Sendable, Hashable {
  /// Why there is none.
  enum Lack: String, Sendable {
    case oneUser = "one user"
    case alike = "users alike"

    /// As a sentence.
    var sentence: String {
      switch self {
      case .oneUser: "No interval stands where one user asked: their requests say nothing of other users."
      case .alike:
        "No interval stands where all users, or nearly all, have the same value: resampling them gives a width of 0, which is "
          + "not certainty."
      }
    }
  }

  let value: Double
  let low: Double?
  let high: Double?
  let lack: Lack?

  init(_ interval: Interval, users: Int) {
    value = interval.value
    lack = users < 2 ? .oneUser : interval.low < interval.high ? nil : .alike
    low = lack == nil ? interval.low : nil
    high = lack == nil ? interval.high : nil
  }
}
