/// What an axis says: its title with the unit, how numbers are spaced and written, and fixed ends where wanted.
package struct Axis: Sendable, Hashable {
  /// With its unit: "Latency (ms)".
  package var title: String
  package var kind: Scale.Kind
  package var format: NumberFormat
  /// Fixed ends; nil follows the data.
  package var lower: Double?
  package var upper: Double?
  /// Whether only whole numbers have ticks: what is counted has no halves.
  package var isWhole: Bool

  package init(
    title: String, kind: Scale.Kind = .linear, format: NumberFormat = .plain, lower: Double? = nil,
    upper: Double? = nil, isWhole: Bool = false
  ) {
    self.title = title
    self.kind = kind
    self.format = format
    self.lower = lower
    self.upper = upper
    self.isWhole = isWhole
  }

  /// The scale on which all `values` can be seen.
  func scale(covering values: [Double], includesZero: Bool = false, isTight: Bool = false) -> Scale {
    Scale(kind, covering: values, includesZero: includesZero, isTight: isTight, lower: lower, upper: upper)
  }

  func label(_ tick: Scale.Tick) -> String { format.string(tick.value, decimals: tick.decimals) }
}
