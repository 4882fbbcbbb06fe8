import ArgumentParser
import Engine
import FoundationEssentials
import Glibc
import HTTPTransfer
import InteractionStore
import Measures
import PriceLists
import Pricing
import Scenarios

/// `recast rates import`: AWS price lists to a rate card.
struct RatesImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Make a rate card from AWS Price List files, on top of one that is there.",
    discussion: """
      Give files of the bulk API (offers/v1.0/aws/SERVICE/current/REGION/index.json), or --region alone to fetch them; no \
      credentials are needed. Rows that the files give take the place of the base card's; its billing windows and all \
      other rows stay. Usage types that recast does not know are listed and enter the card only with --map.

      Exit code 1 when a known usage type could not be used, or none was found.
      """)

  @Argument(help: "Price list files (JSON), one a service.") var files: [String] = []
  @Option(help: "The region, such as us-east-1; without files its price lists are fetched.") var region: String?
  @Option(help: "A service to fetch, such as AmazonPersonalize. Repeatable; all but AmazonEC2 (450 MB) unless stated.")
  var service: [String] = []
  @Option(help: "Card that the rows are put on top of, by name or path, or none; the region's own unless stated.")
  var base: String?
  @Option(help: "The card to write; scenarios/rate-cards/REGION.imported.yaml unless stated.") var out: String?
  @Option(help: "A usage type that is a meter's, such as Some-Usage=v2Requests. Repeatable.") var map: [String] = []
  @Option(help: "Currency of the card.") var currency = "USD"
  @Option(help: "Where price lists are fetched from.") var baseURL = OfferFetch.defaultBaseURL
  @Option(help: "Folder in which fetched price lists are kept; the user's cache unless stated.") var offers: String?
  @Option(help: "Day the files were fetched, such as 2026-12-01; the files' own date unless stated.")
  var dateRead: String?
  @Flag(help: "Replace a card that was not made by an import.") var force = false
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if files.isEmpty, region == nil { throw ValidationError("Give price list files, or --region to fetch them.") }
    if !files.isEmpty, !service.isEmpty { throw ValidationError("--service is for fetching, and files were given.") }
  }

  func run() async throws {
    let matching = OfferMatching(region: region, maps: try maps())
    let files = try loadFiles(matching)
    let card = try settings(matching, files)
    let made = CardImport(of: files, with: card)
    try Terminal.show(made.findings)
    let output = RatesImportOutput(files: files, made: made, base: card.base)
    guard let newCard = made.card else {
      try output.write(json: json, path: nil)
      throw Stop(.failedCheck, "No price of the files could be used: no card is written.")
    }
    let path = outPath(region: newCard.region)
    try write(newCard, to: path, comment: output.comment)
    try output.write(json: json, path: path)
    let refused = made.findings.count { $0.code != "unit-taken" }
    if refused > 0 {
      throw Stop(.failedCheck, "\(refused) known usage types could not be used; the card is written without them.")
    }
  }

  private func loadFiles(_ matching: OfferMatching) throws -> [PriceListFiles.Named] {
    let lists = PriceListFiles(matching: matching)
    guard files.isEmpty, let region else { return try files.map { try lists.read($0) } }
    guard let folder = offers ?? PriceListFiles.cacheFolder else {
      throw Stop(.environment, "There is no home folder to keep price lists in. Give one with --offers.")
    }
    let names = service.isEmpty ? Service.allCases.filter { $0 != .ec2 } : try service.map(RatesImportCommand.service)
    let fetch = OfferFetch(transport: CurlTransport(), baseURL: baseURL)
    return try names.map { try lists.fetch($0, region: region, with: fetch, in: folder) }
  }

  private static func service(_ name: String) throws -> Service {
    if let service = Service(rawValue: name) { return service }
    let known = Service.allCases.map(\.rawValue).joined(separator: ", ")
    throw Stop(.wrongInput, "--service \(name): recast has no meter of that service. Known: \(known).")
  }

  private func settings(_ matching: OfferMatching, _ files: [PriceListFiles.Named]) throws -> CardImport.Settings {
    guard let currency = Currency(code: currency) else {
      throw Stop(.wrongInput, "--currency \(currency) is no ISO 4217 code such as USD.")
    }
    let region = region ?? CardImport.regions(of: files.map(\.offer)).first
    return CardImport.Settings(
      matching: matching, currency: currency, dateRead: try date(), base: try baseCard(region: region))
  }

  private func maps() throws -> [OfferMatching.Map] {
    try map.map { text in
      let parts = text.split(separator: "=").map(String.init)
      guard parts.count == 2, let meter = Meter(rawValue: parts[1]), meter.isPriced else {
        throw Stop(
          .wrongInput, "--map \(text) needs USAGETYPE=METER with a meter that has a price; see `recast rates meters`.")
      }
      return OfferMatching.Map(usageType: parts[0], meter: meter)
    }
  }

  /// The card that was named, or the region's own where there is one.
  private func baseCard(region: String?) throws -> RateCard? {
    if let base { return base == "none" ? nil : try RateCards.load(base) }
    guard let region, !region.contains("/") else { return nil }
    let isThere = InputLoading.rateCardFolders().contains {
      FileManager.default.fileExists(atPath: "\($0)\(region).yaml")
    }
    return isThere ? try RateCards.load(region) : nil
  }

  /// The day that was given; today for what was fetched; for files the day they were last written.
  private func date() throws -> CivilDate {
    if let dateRead {
      guard let date = Instant(iso8601: dateRead)?.utcDate else {
        throw Stop(.wrongInput, "--date-read \(dateRead) is no date such as 2026-12-01.")
      }
      return date
    }
    let dates = files.compactMap { path -> CivilDate? in
      var status = stat()
      return stat(path, &status) == 0 ? Instant(seconds: Int64(status.st_mtim.tv_sec)).utcDate : nil
    }
    return dates.min() ?? RateCards.today
  }

  private func outPath(region: String) -> String {
    let folder = "scenarios/rate-cards/"
    let isThere = FileManager.default.fileExists(atPath: folder)
    return out ?? "\(isThere ? folder : "")\(PathText.fileName(region)).imported.yaml"
  }

  /// Writes the card in one step, if it reads back as it is and takes nobody's work away.
  private func write(_ card: RateCard, to path: String, comment: [String]) throws {
    let text = RateCardWriting.yaml(card, comment: comment)
    guard RateCardReading.card(fromYAML: text, source: path).0 == card else {
      throw Stop(.wrongInput, "The card holds what a rate card file cannot hold; nothing is written.")
    }
    if FileManager.default.fileExists(atPath: path) {
      let old = (try? readFile(path, atMost: 1000)) ?? []
      let isOurs = old.starts(with: Array("# \(RatesImportOutput.mark)".utf8))
      guard isOurs || force else {
        throw Stop(
          .wrongInput, "\(path) was not made by an import and is left as it is. Give another --out, or --force.")
      }
      if !isOurs { Terminal.say("warning: \(path) was not made by an import; it is replaced.") }
    }
    try DataFiles.write(Array(text.utf8), to: path)
  }
}
