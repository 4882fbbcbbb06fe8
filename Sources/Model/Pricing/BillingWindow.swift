import Measures

/// The period over which a campaign's mean rate is compared with its floor.
package enum BillingWindow: String, Sendable, CaseIterable {
  case fiveMinutes = "5 min"
  case hour = "1 h"
  case month = "month"
  /// 5-minute windows, summed in each clock hour and rounded up to whole TPS-hours: our reading of "TPS-hours are rounded
  /// up to the hour" (AWS-RDS, 2024-08-14), against the cheat sheet's plain sum. An option, for the sources disagree.
  case roundedHour = "rounded 1 h"

  /// Length in microseconds; nil for the month, whose length varies.
  var microseconds: Int64? {
    switch self {
    case .fiveMinutes, .roundedHour: CampaignTraffic.slotMicroseconds
    case .hour: 3_600_000_000
    case .month: nil
    }
  }
}
