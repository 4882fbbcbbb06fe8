/// The language of a report.
package enum Language: String, Sendable, CaseIterable {
  case english = "en"
}

/// Everything a report says. Each language answers every phrase in one `switch`, so that none can be forgotten; `{0}`,
/// `{1}`, … stand for values.
enum Phrase: Hashable {
  // Document
  case subtitle, footer
  // Words that pages and charts need
  case continued, pageOf, noData, figure, table, noRows
  case bars, bar, category, group, point, points, series, first, last
  // Decision page
  case buy, noneHolds, winnerCost, onlyOneHolds, priceMissing, anonymousNote, runnerUp, closest, partialBill
  case upgrade, upgradeNothing, plansTable, planColumn, costColumn, latencyColumn, freshnessColumn, ndcgColumn
  case limitsColumn, effortColumn, holds, holdsUncertain, fails, effortNote, costRangeNote, frontierCaption
  case costAxis, ndcgAxis, frontierName, whatChanges, limitMonthlyCost, limitP99, limitProfileAge, limitServed
  case limitQuality, usersCrossing, requestsCrossing, togetherCrossing, batchAlways, campaignAlways, qualityFlip,
    qualityFlipPart
  case winnerQualityMargin, usersWord, requestsWord, growthWord, requestsAndGrowthWord
  // Cost page
  case costPage, monthCaption, month, monthlyCostAxis, billTable, lineColumn, total, standIn, conflictNote, windowNote
  case gapNote, notInBill, setUpNote, frontNote, settlementTable, vatLine, withVATLine, exchangeNote, otherUsageNote
  case freeTierNote
  case ownProgram, restOfProgram, ownDatabase, logs, transferOut, transferWithin, alarms
  case ingestion, training, realTime, recommenderLine, batchInference, segments, extras, objectStore, servingTable
  case relationalStore, cacheStore, ec2, apiGateway, lambda, logsAndTransfer
  // Serving page
  case servingPage, latencyAxis, shareAxis, latencyCaption, requestsColumn, realTimeColumn, storeColumn
  case unknownColumn, throttledColumn, percentileTable, countTable, agesTable, modelAge, profileAge, catalogueAge
  case cacheColumn, lateColumn, stoppedColumn, failedColumn, jobNote
  case medianOf, servingNote, agesNote, peakTPSColumn, jobsColumn
  // Quality page
  case qualityPage, qualityCaption, metricTable, metricColumn, coverageRow, sliceTable, sliceColumn, requestUsers
  case differenceTable, standInCaveat, syntheticCaveat, ratingsCaveat, estimand, protocolNote, valueAxis
  case allRequests, knownUsers, unknownUsers, repeatsAllowed, repeatsExcluded
  // Assumptions page
  case assumptionsPage, logHeading, logFacts, ledgerHeading, keyColumn, valueColumn, originColumn, sourceColumn
  case given, fact, assumption, measured, pricesHeading, priceColumn, confidenceColumn, priceNote, simulationHeading
  case simulationFacts, rowsSkipped
}

/// The catalogue of phrases in one language.
struct Phrasebook: Sendable {
  let language: Language

  /// A phrase with its values put in place.
  func callAsFunction(_ phrase: Phrase, _ values: String...) -> String {
    let pattern =
      switch language {
      case .english: englishText(phrase)
      }
    var text = ""
    var rest = pattern[...]
    while let open = rest.firstIndex(of: "{") {
      text += rest[..<open]
      rest = rest[rest.index(after: open)...]
      guard let close = rest.firstIndex(of: "}"), let index = Int(rest[..<close]), values.indices.contains(index) else {
        text += "{"
        continue
      }
      text += values[index]
      rest = rest[rest.index(after: close)...]
    }
    return text + rest
  }
}
