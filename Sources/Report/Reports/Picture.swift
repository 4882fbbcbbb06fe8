import Charts

/// One picture as a PNG: a white sheet of `size` points at `pixelsPerPoint` (2 is 144 dots an inch), and what `drawing`
/// puts on it.
///
/// Throws `ReportError` when the drawing library fails.
package func picture(
  size: Size, pixelsPerPoint: Double = 2, language: String = "en", _ drawing: (any Canvas) -> Void
) throws(ReportError) -> [UInt8] {
  let engine = try TextEngine(families: Theme.standard.fontFamilies, language: language)
  let surface = try CairoSurface.image(size: size, pixelsPerPoint: pixelsPerPoint)
  drawing(CairoCanvas(surface, engine: engine))
  return try surface.png()
}
