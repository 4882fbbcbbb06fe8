import CCairo
import Charts

/// Sets text with Pango: one font map and one context for a whole report, so that all its pages measure alike.
///
/// Everything that Pango would take from the environment is named: families in order, language, antialiasing, hinting.
/// Else the same report would look different under another `LANG`.
final class TextEngine {
  private let fontMap: UnsafeMutablePointer<PangoFontMap>
  private let context: OpaquePointer
  private let families: String

  init(families: String, language: String) throws(ReportError) {
    // A font map of its own: the default one belongs to the thread and may carry settings of others.
    guard let fontMap = pango_cairo_font_map_new() else {
      throw ReportError(code: .fonts, facts: ["new font map"], cause: "none was made")
    }
    guard let context = pango_font_map_create_context(fontMap) else {
      g_object_unref(UnsafeMutableRawPointer(fontMap))
      throw ReportError(code: .fonts, facts: ["new text context"], cause: "none was made")
    }
    self.fontMap = fontMap
    self.context = context
    self.families = families
    pango_context_set_language(context, pango_language_from_string(language))
    pango_context_set_base_dir(context, PANGO_DIRECTION_LTR)
    pango_context_set_round_glyph_positions(context, 0)
    let options = cairo_font_options_create()
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    pango_cairo_context_set_font_options(context, options)
    pango_cairo_context_set_resolution(context, 72)
    cairo_font_options_destroy(options)
  }

  deinit {
    g_object_unref(UnsafeMutableRawPointer(context))
    g_object_unref(UnsafeMutableRawPointer(fontMap))
  }

  /// The text set in one look, wrapped at `width` points if given: at words, and inside words that are too long if
  /// `breaksWords`. The first `boldPrefix` is set in bold.
  func layout(
    _ text: String, style: TextStyle, width: Double? = nil, boldPrefix: String = "", breaksWords: Bool = true
  ) -> TextLayout {
    let layout: OpaquePointer = pango_layout_new(context)
    let description = pango_font_description_new()
    pango_font_description_set_family(description, families)
    pango_font_description_set_absolute_size(description, style.sizePoints * Double(PANGO_SCALE))
    pango_font_description_set_weight(description, style.weight == .bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL)
    pango_layout_set_font_description(layout, description)
    pango_font_description_free(description)
    let prefix = boldPrefix.clean
    let content = prefix + (width == nil ? text.clean : text.clean.unbroken)
    pango_layout_set_text(layout, content, Int32(content.utf8.count))
    if !prefix.isEmpty, let bold = pango_attr_weight_new(PANGO_WEIGHT_BOLD) {
      let attributes = pango_attr_list_new()
      bold.pointee.start_index = 0
      bold.pointee.end_index = UInt32(prefix.utf8.count)
      pango_attr_list_insert(attributes, bold)
      pango_layout_set_attributes(layout, attributes)
      pango_attr_list_unref(attributes)
    }
    if let width {
      pango_layout_set_width(layout, Int32(max(1, width) * Double(PANGO_SCALE)))
      pango_layout_set_wrap(layout, breaksWords ? PANGO_WRAP_WORD_CHAR : PANGO_WRAP_WORD)
    } else {
      pango_layout_set_single_paragraph_mode(layout, 1)
    }
    return TextLayout(layout, color: style.color)
  }

  /// The width in points of the longest piece of the text that no line may end in.
  func longestPiece(of text: String, style: TextStyle) -> Double {
    layout(text, style: style, width: 1, breaksWords: false).size.width
  }
}

/// A text set in lines, ready to be drawn line by line.
final class TextLayout {
  /// One line: its size, and how far under its top the letters stand.
  struct Line {
    let size: Size
    let ascent: Double
  }

  let lines: [Line]
  let color: Color
  private let pointer: OpaquePointer

  /// Takes over the layout.
  fileprivate init(_ pointer: OpaquePointer, color: Color) {
    self.pointer = pointer
    self.color = color
    lines = (0..<pango_layout_get_line_count(pointer)).map { index in
      var ink = PangoRectangle()
      var logical = PangoRectangle()
      pango_layout_line_get_extents(pango_layout_get_line_readonly(pointer, index), &ink, &logical)
      let unit = Double(PANGO_SCALE)
      return Line(
        size: Size(width: Double(logical.width) / unit, height: Double(logical.height) / unit),
        ascent: -Double(logical.y) / unit)
    }
  }

  deinit { g_object_unref(UnsafeMutableRawPointer(pointer)) }

  /// The size of all lines together.
  var size: Size {
    Size(width: lines.map(\.size.width).max() ?? 0, height: lines.map(\.size.height).reduce(0, +))
  }

  /// Draws one line with its top left corner at the current origin of `cairo` moved by `point`.
  func drawLine(_ index: Int, at point: Point, on cairo: OpaquePointer) {
    guard lines.indices.contains(index) else { return }
    cairo_set_source_rgb(cairo, color.red, color.green, color.blue)
    cairo_move_to(cairo, point.x, point.y + lines[index].ascent)
    pango_cairo_show_layout_line(cairo, pango_layout_get_line_readonly(pointer, Int32(index)))
  }
}
