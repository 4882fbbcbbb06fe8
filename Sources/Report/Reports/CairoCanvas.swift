import CCairo
import Charts

/// The canvas of paper and pictures: Cairo for shapes, Pango for text.
final class CairoCanvas: Canvas {
  private let cairo: OpaquePointer
  private let surface: CairoSurface
  private let engine: TextEngine

  /// Draws on `surface`, text set by `engine`; both are kept alive.
  init(_ surface: CairoSurface, engine: TextEngine) {
    self.surface = surface
    self.engine = engine
    cairo = surface.cairo
  }

  func fill(_ path: Path, with fill: Fill) {
    cairo_save(cairo)
    trace(path)
    setSource(fill.color)
    cairo_fill_preserve(cairo)
    if fill.hatch != .solid {
      cairo_clip(cairo)
      setSource(fill.hatchColor)
      cairo_set_line_width(cairo, 0.45)
      hatch(fill.hatch, in: bounds(of: path))
      cairo_stroke(cairo)
    }
    cairo_restore(cairo)
    cairo_new_path(cairo)
  }

  func stroke(_ path: Path, with stroke: Stroke) {
    cairo_save(cairo)
    trace(path)
    setSource(stroke.color)
    cairo_set_line_width(cairo, stroke.width)
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND)
    cairo_set_dash(cairo, stroke.dash, Int32(stroke.dash.count), 0)
    cairo_stroke(cairo)
    cairo_restore(cairo)
  }

  func clipped(to rect: Rect, _ drawing: () -> Void) {
    cairo_save(cairo)
    cairo_rectangle(cairo, rect.x, rect.y, rect.width, rect.height)
    cairo_clip(cairo)
    drawing()
    cairo_restore(cairo)
  }

  func text(_ text: String, at point: Point, anchor: Anchor, style: TextStyle, rotation: Rotation) {
    let layout = engine.layout(text, style: style)
    cairo_save(cairo)
    cairo_translate(cairo, point.x, point.y)
    if rotation == .upwards { cairo_rotate(cairo, -Double.pi / 2) }
    layout.drawLine(0, at: anchor.offset(of: layout.size), on: cairo)
    cairo_restore(cairo)
  }

  func measure(_ text: String, style: TextStyle) -> Size { engine.layout(text, style: style).size }

  /// One line of a text that was set before.
  func line(_ index: Int, of layout: TextLayout, at point: Point) { layout.drawLine(index, at: point, on: cairo) }

  private func setSource(_ color: Color) { cairo_set_source_rgb(cairo, color.red, color.green, color.blue) }

  private func trace(_ path: Path) {
    cairo_new_path(cairo)
    switch path {
    case .polyline(let points), .polygon(let points):
      for (index, point) in points.enumerated() {
        if index == 0 { cairo_move_to(cairo, point.x, point.y) } else { cairo_line_to(cairo, point.x, point.y) }
      }
      if case .polygon = path { cairo_close_path(cairo) }
    case .rectangle(let rect): cairo_rectangle(cairo, rect.x, rect.y, rect.width, rect.height)
    case .circle(let center, let radius): cairo_arc(cairo, center.x, center.y, radius, 0, 2 * Double.pi)
    }
  }

  private func bounds(of path: Path) -> Rect {
    var left = 0.0
    var top = 0.0
    var right = 0.0
    var bottom = 0.0
    trace(path)
    cairo_path_extents(cairo, &left, &top, &right, &bottom)
    cairo_new_path(cairo)
    return Rect(x: left, y: top, width: right - left, height: bottom - top)
  }

  /// Lays the lines of a hatch over `rect`; they lie on one grid for the whole page, so that equal fills look equal.
  private func hatch(_ hatch: Hatch, in rect: Rect) {
    switch hatch {
    case .solid: break
    case .rising: slanted(rect, gap: 4.5, rising: true)
    case .falling: slanted(rect, gap: 4.5, rising: false)
    case .horizontal: level(rect, gap: 3)
    case .vertical: upright(rect, gap: 3)
    case .crossed:
      slanted(rect, gap: 6, rising: true)
      slanted(rect, gap: 6, rising: false)
    case .grid:
      level(rect, gap: 4)
      upright(rect, gap: 4)
    case .dense: slanted(rect, gap: 2.6, rising: true)
    }
  }

  private func level(_ rect: Rect, gap: Double) {
    var y = (rect.minY / gap).rounded(.up) * gap
    while y < rect.maxY {
      segment(rect.minX, y, rect.maxX, y)
      y += gap
    }
  }

  private func upright(_ rect: Rect, gap: Double) {
    var x = (rect.minX / gap).rounded(.up) * gap
    while x < rect.maxX {
      segment(x, rect.minY, x, rect.maxY)
      x += gap
    }
  }

  private func slanted(_ rect: Rect, gap: Double, rising: Bool) {
    // Lines x + y = c rise to the right, lines x - y = c fall.
    let low = rising ? rect.minX + rect.minY : rect.minX - rect.maxY
    let high = rising ? rect.maxX + rect.maxY : rect.maxX - rect.minY
    var c = (low / gap).rounded(.up) * gap
    while c < high {
      if rising {
        segment(c - rect.minY, rect.minY, c - rect.maxY, rect.maxY)
      } else {
        segment(c + rect.minY, rect.minY, c + rect.maxY, rect.maxY)
      }
      c += gap
    }
  }

  private func segment(_ fromX: Double, _ fromY: Double, _ toX: Double, _ toY: Double) {
    cairo_move_to(cairo, fromX, fromY)
    cairo_line_to(cairo, toX, toY)
  }
}
