/// Names of series beside a sample of their looks, in rows under a chart or in a column beside it.
struct Legend {
  enum Sample {
    case fill(Fill)
    case line(Stroke, Marker?)
    case marker(Marker, Color)
  }

  struct Entry {
    let name: String
    let sample: Sample
  }

  private struct Placed {
    let text: String
    let sample: Sample
    let origin: Point
  }

  let size: Size
  private let placed: [Placed]
  private let lineHeight: Double
  private let sampleWidth: Double
  private let style: TextStyle

  /// Entries in as many rows as `width` needs; a single name that is too long is shortened with an ellipsis.
  static func rows(_ entries: [Entry], width: Double, on canvas: any Canvas, theme: Theme) -> Legend {
    let metrics = Metrics(entries, canvas, theme)
    var placed: [Placed] = []
    var x = 0.0
    var y = 0.0
    for entry in entries {
      let text = canvas.fitted(entry.name, width: width - metrics.sampleWidth - 4, style: theme.label)
      let entryWidth = metrics.sampleWidth + 4 + canvas.measure(text, style: theme.label).width
      if x > 0, x + entryWidth > width {
        x = 0
        y += metrics.lineHeight
      }
      placed.append(Placed(text: text, sample: entry.sample, origin: Point(x: x, y: y)))
      x += entryWidth + 14
    }
    let height = entries.isEmpty ? 0 : y + metrics.lineHeight
    return Legend(
      size: Size(width: width, height: height), placed: placed, lineHeight: metrics.lineHeight,
      sampleWidth: metrics.sampleWidth, style: theme.label)
  }

  /// Entries one under another, in at most `maximumWidth`.
  static func column(_ entries: [Entry], maximumWidth: Double, on canvas: any Canvas, theme: Theme) -> Legend {
    let metrics = Metrics(entries, canvas, theme)
    var width = 0.0
    let placed = entries.enumerated().map { index, entry in
      let text = canvas.fitted(entry.name, width: maximumWidth - metrics.sampleWidth - 5, style: theme.label)
      width = max(width, metrics.sampleWidth + 5 + canvas.measure(text, style: theme.label).width)
      return Placed(text: text, sample: entry.sample, origin: Point(x: 0, y: Double(index) * metrics.lineHeight))
    }
    return Legend(
      size: Size(width: width, height: Double(entries.count) * metrics.lineHeight), placed: placed,
      lineHeight: metrics.lineHeight, sampleWidth: metrics.sampleWidth, style: theme.label)
  }

  func draw(on canvas: any Canvas, at origin: Point) {
    for entry in placed {
      let left = origin.x + entry.origin.x
      let middle = origin.y + entry.origin.y + lineHeight / 2
      switch entry.sample {
      case .fill(let fill):
        canvas.fill(.rectangle(Rect(x: left, y: middle - 4, width: sampleWidth, height: 8)), with: fill)
      case .line(let stroke, let marker):
        canvas.stroke(.line(Point(x: left, y: middle), Point(x: left + sampleWidth, y: middle)), with: stroke)
        marker?.draw(on: canvas, at: Point(x: left + sampleWidth / 2, y: middle), radius: 2.6, color: stroke.color)
      case .marker(let marker, let color):
        marker.draw(on: canvas, at: Point(x: left + sampleWidth / 2, y: middle), radius: 3, color: color)
      }
      canvas.text(
        entry.text, at: Point(x: left + sampleWidth + 4, y: middle), anchor: Anchor(.left, .middle), style: style)
    }
  }

  private struct Metrics {
    let lineHeight: Double
    let sampleWidth: Double

    init(_ entries: [Entry], _ canvas: any Canvas, _ theme: Theme) {
      lineHeight = max(11.5, canvas.measure("0", style: theme.label).height + 3)
      let hasLines = entries.contains { if case .line = $0.sample { true } else { false } }
      sampleWidth = hasLines ? 24 : 11
    }
  }
}
