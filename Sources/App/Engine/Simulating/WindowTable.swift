import Measures
import Serving

/// What one replication of a plan did in each five minutes: what is billed by windows can be made again from it.
struct WindowTable {
  static let seconds = 300

  let windows: ServingWindows

  init(_ outcome: ServingOutcome) { windows = outcome.windows }

  /// Campaigns that are billed by windows; a recommender is paid by the hour.
  var billed: [CampaignWindows] { windows.campaigns.filter { $0.resource.family != nil } }

  /// Attempts refused in each hour of the local day, over all campaigns.
  func throttledByHour(utcOffset: Timespan) -> [Int] {
    var hours = [Int](repeating: 0, count: 24)
    for campaign in windows.campaigns {
      for (window, count) in campaign.throttled.enumerated() where count > 0 {
        let begin = windows.start + .seconds(Double(window * WindowTable.seconds))
        hours[Int(begin.microsecondsOfDay(utcOffset: utcOffset) / 3_600_000_000)] += Int(count)
      }
    }
    return hours
  }

  /// The highest mean rate of attempts of any window, in requests a second.
  var peakRate: Double {
    Double(windows.arrivals.max() ?? 0) / Double(WindowTable.seconds)
  }

  static let header =
    "plan,replication,window_start,campaign,arrivals,cache_hits,answered,floor_tps,throttled_attempts,tps_hours\n"

  /// A row a window and campaign, or a window where the plan has none. Names of plans need no quotes.
  func rows(plan: String, replication: Int) -> String {
    var text = ""
    for window in windows.arrivals.indices {
      let begin = windows.start + .seconds(Double(window * WindowTable.seconds))
      let head = "\(plan),\(replication),\(begin),"
      let requests = "\(windows.arrivals[window]),\(windows.cacheHits[window])"
      if windows.campaigns.isEmpty { text += head + ",\(requests),,,,\n" }
      for campaign in windows.campaigns {
        let (answered, floor) = (campaign.answered[window], campaign.floors[window])
        text += head + "\(campaign.resource),\(requests),\(answered),\(floor),\(campaign.throttled[window]),"
        if campaign.resource.family != nil {
          text += Quantity(max(Int(answered), Int(floor) * WindowTable.seconds), over: 3600).text(places: 9)
        }
        text += "\n"
      }
    }
    return text
  }
}
