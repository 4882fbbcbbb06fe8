import Interactions
import Randomness
import Serving
import Statistics

/// Routes and mean ages of a course's answers.
struct ReplayAges {
  /// Answers by route, in the order of `ReplayRoute`.
  let routes: [Int]
  /// Means over answers of a model, in hours; nil without any.
  let model: Double?
  let profile: Double?
  let catalogue: Double?

  init(_ course: ReplayCourse, requests: HeldOutRequests) {
    var routes = [Int](repeating: 0, count: ReplayRoute.allCases.count)
    var sums = (model: 0.0, profile: 0.0, catalogue: 0.0)
    var count = 0
    for (position, answer) in zip(course.positions, course.answers) {
      routes[answer.route.index] += 1
      guard answer.source.isOfModel else { continue }
      let now = requests.instants[position]
      sums.model += Double(now - answer.modelCutSeconds) / 3600
      sums.profile += Double(now - answer.profileCutSeconds) / 3600
      sums.catalogue += Double(now - answer.catalogueCutSeconds) / 3600
      count += 1
    }
    self.routes = routes
    model = count > 0 ? sums.model / Double(count) : nil
    profile = count > 0 ? sums.profile / Double(count) : nil
    catalogue = count > 0 ? sums.catalogue / Double(count) : nil
  }
}

extension ReplayRoute {
  /// Position in `allCases`.
  var index: Int {
    switch self {
    case .campaign: 0
    case .cache: 1
    case .store: 2
    case .popular: 3
    case .fallback: 4
    case .nothing: 5
    }
  }
}

extension ReplayPeriod {
  /// Lengths of a stretch in days, of which the shortest is taken that makes no more than so many.
  private static let lengths = [1, 7, 30, 90, 365]
  private static let most = 62

  /// Quality by stretches of equal length in UTC, those without a request left out.
  ///
  /// - Parameters:
  ///   - ndcg: by plan, a value a request.
  ///   - lengthDays: of a stretch; nil for the shortest length that makes few enough for a picture.
  static func periods(
    _ ndcg: [[Double]], lengthDays: Int? = nil, requests: HeldOutRequests, resamples: Int, stream: RandomStream
  ) -> [ReplayPeriod] {
    guard let first = requests.instants.first, let last = requests.instants.last else { return [] }
    let firstDay = first / 86_400
    let days = Int(last / 86_400 - firstDay) + 1
    let length = lengthDays ?? lengths.first { days <= $0 * most } ?? 365
    let seconds = Int64(length) * 86_400
    var periods: [ReplayPeriod] = []
    var start = 0
    while start < requests.count {
      let number = (requests.instants[start] - firstDay * 86_400) / seconds
      var end = start
      while end < requests.count, (requests.instants[end] - firstDay * 86_400) / seconds == number { end += 1 }
      if let means = UserMeans(
        ndcg, requestUsers: requests.users, chosen: Array(start..<end), resamples: resamples, stream: stream)
      {
        periods.append(
          ReplayPeriod(
            startSeconds: firstDay * 86_400 + number * seconds, lengthDays: length, requests: means.requests,
            users: means.users, ndcg: ndcg.indices.map { means.mean($0) }))
      }
      start = end
    }
    return periods
  }
}
