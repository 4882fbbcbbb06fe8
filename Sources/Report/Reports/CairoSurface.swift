import CCairo
import Charts

/// A Cairo surface with its drawing context, freed together; its bytes are kept in memory.
final class CairoSurface {
  let cairo: OpaquePointer
  private let surface: OpaquePointer
  private let sink: ByteSink

  /// A PDF of pages of `size` points.
  static func pdf(size: Size) throws(ReportError) -> CairoSurface {
    let sink = ByteSink()
    let closure = Unmanaged.passUnretained(sink).toOpaque()
    return try CairoSurface(
      cairo_pdf_surface_create_for_stream(ByteSink.write, closure, size.width, size.height), sink, scale: 1)
  }

  /// A white picture of `size` points at `pixelsPerPoint`.
  static func image(size: Size, pixelsPerPoint: Double) throws(ReportError) -> CairoSurface {
    let width = Int32((size.width * pixelsPerPoint).rounded())
    let height = Int32((size.height * pixelsPerPoint).rounded())
    let result = try CairoSurface(
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height), ByteSink(), scale: pixelsPerPoint)
    cairo_set_source_rgb(result.cairo, 1, 1, 1)
    cairo_paint(result.cairo)
    return result
  }

  private init(_ surface: OpaquePointer?, _ sink: ByteSink, scale: Double) throws(ReportError) {
    guard let surface else { throw ReportError(code: .drawing, facts: ["new surface"], cause: "none was made") }
    guard let cairo = cairo_create(surface) else {
      cairo_surface_destroy(surface)
      throw ReportError(code: .drawing, facts: ["new drawing context"], cause: "none was made")
    }
    self.surface = surface
    self.cairo = cairo
    self.sink = sink
    cairo_scale(cairo, scale, scale)
    try check("new surface")
  }

  deinit {
    cairo_destroy(cairo)
    // Finished while the sink is still there: a surface writes its last bytes when it is finished.
    cairo_surface_finish(surface)
    cairo_surface_destroy(surface)
  }

  /// Fills in the document properties of a PDF.
  func setMetadata(of document: Document) {
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, document.title.clean)
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, document.subtitle.clean)
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_KEYWORDS, document.keywords.clean)
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, document.date)
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, document.date)
  }

  /// A line in a PDF's table of contents that leads to a page, counted from 1.
  func addOutline(_ title: String, page: Int) {
    _ = cairo_pdf_surface_add_outline(
      surface, Int32(CAIRO_PDF_OUTLINE_ROOT), title.clean, "page=\(page) pos=[0 0]", cairo_pdf_outline_flags_t(0))
  }

  /// Ends a page of a PDF.
  func showPage() { cairo_show_page(cairo) }

  /// Ends a PDF and returns all of it.
  func finishedPDF() throws(ReportError) -> [UInt8] {
    try check("draw PDF")
    cairo_surface_finish(surface)
    try check("finish PDF")
    return sink.bytes
  }

  /// The picture as a PNG.
  func png() throws(ReportError) -> [UInt8] {
    try check("draw picture")
    let closure = Unmanaged.passUnretained(sink).toOpaque()
    try Self.check(cairo_surface_write_to_png_stream(surface, ByteSink.write, closure), "encode PNG")
    return sink.bytes
  }

  private func check(_ doing: String) throws(ReportError) {
    try Self.check(cairo_status(cairo), doing)
    try Self.check(cairo_surface_status(surface), doing)
  }

  private static func check(_ status: cairo_status_t, _ doing: String) throws(ReportError) {
    guard status != CAIRO_STATUS_SUCCESS else { return }
    throw ReportError(code: .drawing, facts: [doing], cause: String(cString: cairo_status_to_string(status)))
  }
}

/// Collects what Cairo writes.
private final class ByteSink {
  var bytes: [UInt8] = []

  static let write: cairo_write_func_t = { closure, data, count in
    guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
    let sink = Unmanaged<ByteSink>.fromOpaque(closure).takeUnretainedValue()
    sink.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(count)))
    return CAIRO_STATUS_SUCCESS
  }
}
