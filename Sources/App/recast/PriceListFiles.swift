import FoundationEssentials
import Glibc
import HTTPTransfer
import InteractionStore
import JSONText
import Measures
import PriceLists
import Pricing

/// Price lists from files and from AWS, read as an import needs them.
struct PriceListFiles {
  let matching: OfferMatching

  /// A price list with the name by which messages call it.
  typealias Named = (name: String, offer: OfferFile)

  /// A file of the user's, or a stop with all that is wrong with it.
  func read(_ path: String) throws -> Named {
    let (offer, findings) = try reading(path, name: path)
    try Terminal.show(findings)
    guard let offer else { throw Stop(.wrongInput) }
    return (path, offer)
  }

  /// A service's price list as AWS has it now; the one kept in `folder` is used as long as it is the newest.
  func fetch(_ service: Service, region: String, with fetch: OfferFetch, in folder: String) throws -> Named {
    let name = "\(service.rawValue) in \(region)"
    let path = "\(folder)/\(service.rawValue).\(region).json"
    var read: (offer: OfferFile?, findings: [Finding])?
    do {
      do { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch {
        throw Stop(.environment, "The folder \(folder) for price lists cannot be made. Give another with --offers.")
      }
      _ = try fetch.fetch(
        service: service.rawValue, region: region, to: path,
        progress: { received, length in
          let share = length.map { " of \($0 / 1_000_000)" } ?? ""
          Terminal.Progress.shared.update("fetching \(name): \(received / 1_000_000)\(share) MB")
        },
        check: { received in
          let reading = try reading(received, name: name)
          read = reading
          if reading.offer == nil { throw Refusal() }
        })
    } catch let error as OfferFetchError {
      for finding in (read?.findings ?? []).prefix(50) { Terminal.say("\(finding)") }
      throw Stop(.environment, error.description)
    }
    let (offer, findings) = try read ?? reading(path, name: path)
    try Terminal.show(findings)
    guard let offer else { throw Stop(.environment) }
    return (name, offer)
  }

  private struct Refusal: Error, CustomStringConvertible {
    var description: String { "it is no sound price list, and the one at hand is kept." }
  }

  private func reading(_ path: String, name: String) throws -> (offer: OfferFile?, findings: [Finding]) {
    do {
      let read = try OfferReading.read(source: name, interest: matching.interest) {
        let file = try FileChunks(path)
        return {
          Terminal.Progress.shared.update("reading \(name): \(file.bytesRead * 100 / max(1, file.size)) %")
          return try file.next()
        }
      }
      return (read.file, read.findings)
    } catch {
      throw Stop(.environment, error.detail)
    }
  }

  /// Where fetched price lists are kept: in the user's cache.
  static var cacheFolder: String? {
    func variable(_ name: String) -> String? {
      getenv(name).map { String(cString: $0) }.flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
    return variable("XDG_CACHE_HOME").map { $0 + "/recast/price-lists" }
      ?? variable("HOME").map { $0 + "/.cache/recast/price-lists" }
  }
}
