import Glibc

/// The time as HTTP writes it, made anew once a second.
final class DateHeader {
  private var second: time_t = -1
  private var written = ""

  /// For example `Thu, 26 Nov 2026 00:20:00 GMT` (RFC 9110, 5.6.7).
  func text() -> String {
    var now = time(nil)
    guard now != second else { return written }
    var parts = tm()
    gmtime_r(&now, &parts)
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    second = now
    written =
      "\(days[Int(parts.tm_wday)]), \(two(parts.tm_mday)) \(months[Int(parts.tm_mon)]) \(parts.tm_year + 1900) "
      + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) GMT"
    return written
  }
}
