import Charts

/// A band of a page that is never split: a line of text, a line of a table row, a figure.
struct Strip {
  /// What is drawn behind neighbouring strips of the same box, as one shape a sheet.
  struct Box: Equatable {
    enum Look { case verdict, emphasis }
    let look: Look
    let number: Int
  }

  var height: Double
  /// Air above it, left out at the top of a sheet.
  var spaceBefore = 0.0
  /// Whether a sheet may end just before it.
  var mayBreakBefore = true
  var box: Box?
  /// The table whose header comes again when a sheet starts here.
  var table: Int?
  var draw: (CairoCanvas, Point) -> Void
}

/// The strips of a page with the headers of its tables.
struct Flow {
  var strips: [Strip] = []
  var tableHeaders: [[Strip]] = []
  var boxCount = 0

  mutating func newBox(_ look: Strip.Box.Look) -> Strip.Box {
    boxCount += 1
    return Strip.Box(look: look, number: boxCount)
  }
}

/// Lines of a text as strips of a given leading, `x` points from the left margin.
func textStrips(
  _ layout: TextLayout, x: Double = 0, width: Double = Sheet.width, alignment: Table.Alignment = .left,
  leading: Double = 1.0, spaceBefore: Double = 0
) -> [Strip] {
  layout.lines.indices.map { index in
    let line = layout.lines[index]
    let height = line.size.height * leading
    let last = layout.lines.count - 1
    let offset = x + alignment.offset(of: line.size.width, in: width)
    // The first two lines stay together, and so do the last two.
    return Strip(
      height: height, spaceBefore: index == 0 ? spaceBefore : 0,
      mayBreakBefore: index == 0 || (index != 1 && index != last),
      draw: { canvas, origin in
        canvas.line(
          index, of: layout, at: Point(x: origin.x + offset, y: origin.y + (height - line.size.height) / 2))
      })
  }
}

extension Table.Alignment {
  func offset(of content: Double, in width: Double) -> Double {
    switch self {
    case .left: 0
    case .center: (width - content) / 2
    case .right: width - content
    }
  }
}
