import Measures

/// The period over which a campaign's mean rate is compared with its floor.
package enum BillingWindow: String, Sendable, CaseIterable {
  case fiveMinutes = "5 min"
  case hour = "1 h"
  case month = "month"
  /// Clock hours, each begun one billed as a whole: "TPS-hours are rounded up to the hour" (AWS-RDS, 2024-08-14), against
  /// the cheat sheet's 5-minute sums; an option, for the sources disagree.
  case startedHour = "started 1 h"

  /// Length in microseconds; nil for the month, whose length varies.
  var microseconds: Int64? {
    switch self {
    case .fiveMinutes: CampaignTraffic.slotMicroseconds
    case .hour, .startedHour: 3_600_000_000
    case .month: nil
    }
  }
}
