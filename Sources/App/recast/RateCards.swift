import Engine
import Glibc
import InteractionStore
import Measures
import Pricing

/// Loads a rate card or stops with what is wrong with it.
enum RateCards {
  static func load(_ name: String) throws -> RateCard {
    let read: (card: RateCard?, findings: [Finding])
    do { read = try InputLoading.rateCard(name) } catch { throw Stop(.environment, "\(error)") }
    try Terminal.show(read.findings)
    guard let card = read.card else { throw Stop(.wrongInput) }
    return card
  }

  /// The clock's day in UTC: only warnings depend on it, never a result.
  static var today: CivilDate { Instant(seconds: Int64(time(nil))).utcDate }

  /// Says on standard error that a card is older than a number of days.
  static func warnIfOld(_ card: RateCard, beyondDays days: Int = 180) {
    let age = card.ageDays(on: today)
    // A day's difference is another time zone.
    if age < -1 {
      Terminal.say("warning: the prices of \(card.name) are dated \(card.dateRead), which is yet to come.")
    }
    guard age > days else { return }
    Terminal.say(
      "warning: the prices of \(card.name) were read on \(card.dateRead), \(age) days ago; AWS may have changed them.")
  }
}
