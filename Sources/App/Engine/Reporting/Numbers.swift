/// Numbers as reports write them, for the command line.
package enum Numbers {
  /// A whole number with thousands separated.
  package static func count(_ value: Int) -> String { Format.count(value) }

  /// A number with a fixed count of decimals.
  package static func fixed(_ value: Double, _ places: Int) -> String { Format.fixed(value, places) }
}
