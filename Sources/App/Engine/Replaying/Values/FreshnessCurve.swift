import Evaluation
import Randomness
import Statistics

/// What freshness is worth: quality against the period of the batch job, and in real time.
package struct FreshnessCurve: Sendable {
  /// One way of serving.
  package struct Point: Sendable {
    package let name: String
    /// Hours between jobs; nil in real time.
    package let periodHours: Double?
    /// By segment; nil where the segment has no request.
    package let ndcg: [Interval?]
    /// Real time minus this, on the same requests and resamples; nil without real time.
    package let lossToRealTime: [Interval?]
  }
  package let segments: [ReplaySegment]
  /// Requests and users of each segment.
  package let sizes: [(requests: Int, users: Int)]
  /// In order of period, real time last.
  package let points: [Point]

  /// Periods of the batch job, in hours.
  static let periodsHours: [Double] = [1, 3, 6, 12, 24, 48, 168]

  /// - Parameters:
  ///   - courses: in order of period; real time last, if there is any.
  ///   - ndcg: of each course, a value a request.
  init(
    names: [(name: String, periodHours: Double?)], ndcg: [[Double]], positions: [Int], users: [Int32],
    segments: ReplaySegments, resamples: Int, stream: RandomStream
  ) {
    let all = ReplaySegment.allCases
    let means = all.map { segment in
      UserMeans(
        ndcg, requestUsers: users, chosen: positions.indices.filter { segments.contains(positions[$0], segment) },
        resamples: resamples, stream: stream)
    }
    let realTime = names.firstIndex { $0.periodHours == nil }
    self.segments = all
    sizes = means.map { ($0?.requests ?? 0, $0?.users ?? 0) }
    points = names.indices.map { index in
      Point(
        name: names[index].name, periodHours: names[index].periodHours, ndcg: means.map { $0?.mean(index) },
        lossToRealTime: means.map { means in realTime.flatMap { means?.difference($0, minus: index) } })
    }
  }
}
