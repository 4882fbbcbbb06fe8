import JSONText

/// What of an offer file is kept at most, so that memory does not grow with the file.
package struct OfferLimits: Hashable, Sendable {
  package var json: JSONReader.Limits
  /// Products in all, kept or not; each costs eight bytes, for duplicates to be found.
  package var products = 1_000_000
  /// Products that are wanted.
  package var keptProducts = 5_000
  /// Usage types that are not known.
  package var unknownUsageTypes = 500
  /// Bands of kept products.
  package var bands = 20_000
  /// Terms of one product, and currencies of one band.
  package var alternatives = 50
  /// Bytes of a name, unit or description that is kept.
  package var textBytes = 1_000
  /// Findings of each severity.
  package var findings = 100

  package init() {
    json = JSONReader.Limits()
    // AWS's longest string, the disclaimer, has some 700 bytes.
    json.stringBytes = 8192
  }
}
