/// A canvas that keeps the drawing calls as values, for tests: what was drawn, where, and in which order.
package final class RecordingCanvas: Canvas {
  /// One drawing call.
  package enum Call: Sendable, Hashable {
    case fill(Path, Fill)
    case stroke(Path, Stroke)
    case beginClip(Rect)
    case endClip
    /// A text with the box that it covers.
    case text(String, box: Rect, style: TextStyle, rotation: Rotation)
  }

  package private(set) var calls: [Call] = []
  private let ruler: (any Canvas)?

  /// Measures text by `ruler`, or without one by a fixed rule: 0.6 of the type size a character, lines 1.2 high.
  package init(ruler: (any Canvas)? = nil) { self.ruler = ruler }

  package func fill(_ path: Path, with fill: Fill) { calls.append(.fill(path, fill)) }

  package func stroke(_ path: Path, with stroke: Stroke) { calls.append(.stroke(path, stroke)) }

  package func clipped(to rect: Rect, _ drawing: () -> Void) {
    calls.append(.beginClip(rect))
    drawing()
    calls.append(.endClip)
  }

  package func text(_ text: String, at point: Point, anchor: Anchor, style: TextStyle, rotation: Rotation) {
    let box = rotation.box(of: measure(text, style: style), at: point, anchor: anchor)
    calls.append(.text(text, box: box, style: style, rotation: rotation))
  }

  package func measure(_ text: String, style: TextStyle) -> Size {
    if let ruler { return ruler.measure(text, style: style) }
    return Size(width: Double(text.count) * style.sizePoints * 0.6, height: style.sizePoints * 1.2)
  }

  /// The calls one a line, numbers rounded to a tenth of a point: the text of golden files.
  package var transcript: String { calls.map(Self.line).joined(separator: "\n") + "\n" }

  private static func line(_ call: Call) -> String {
    switch call {
    case .fill(let path, let fill): "fill \(text(path)) \(text(fill.color)) \(fill.hatch.rawValue)"
    case .stroke(let path, let stroke):
      "stroke \(text(path)) \(text(stroke.color)) \(text(stroke.width))"
        + (stroke.dash.isEmpty ? "" : " dash " + stroke.dash.map(text).joined(separator: ","))
    case .beginClip(let rect): "clip \(text(rect))"
    case .endClip: "end clip"
    case .text(let string, let box, let style, let rotation):
      "text \"\(string)\" \(text(box)) \(text(style.sizePoints)) \(style.weight.rawValue) \(text(style.color))"
        + (rotation == .none ? "" : " \(rotation.rawValue)")
    }
  }

  private static func text(_ path: Path) -> String {
    switch path {
    case .polyline(let points): "line " + points.map(text).joined(separator: " ")
    case .polygon(let points): "polygon " + points.map(text).joined(separator: " ")
    case .rectangle(let rect): "rectangle \(text(rect))"
    case .circle(let center, let radius): "circle \(text(center)) \(text(radius))"
    }
  }

  private static func text(_ point: Point) -> String { "\(text(point.x)),\(text(point.y))" }

  private static func text(_ rect: Rect) -> String {
    "\(text(rect.x)),\(text(rect.y)) \(text(rect.width))x\(text(rect.height))"
  }

  private static func text(_ value: Double) -> String {
    let rounded = (value * 10).rounded() / 10
    return rounded == 0 ? "0" : rounded == rounded.rounded() ? String("\(rounded)".dropLast(2)) : "\(rounded)"
  }

  private static func text(_ color: Color) -> String {
    [color.red, color.green, color.blue].reduce("#") { result, part in
      let hex = String(Int((part * 255).rounded()), radix: 16)
      return result + (hex.count == 1 ? "0" : "") + hex
    }
  }
}
