import Engine
import FoundationEssentials
import Pricing

/// The rate cards that lie where names are looked for.
enum RateCardFolder {
  /// A file of a card; the card is nil where it cannot be read.
  struct Entry {
    /// Without `.yaml`.
    let name: String
    let path: String
    let card: RateCard?
  }

  /// One entry a name, the nearest folder first, in each by name.
  static func entries() -> [Entry] {
    var entries: [Entry] = []
    for folder in InputLoading.rateCardFolders() {
      let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
      for file in files.sorted() where file.hasSuffix(".yaml") {
        let name = String(file.dropLast(5))
        guard !entries.contains(where: { $0.name == name }) else { continue }
        entries.append(Entry(name: name, path: folder + file, card: try? InputLoading.rateCard(folder + file).card))
      }
    }
    return entries
  }
}
