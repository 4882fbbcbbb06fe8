/// Where pictures are drawn: paths and single lines of text, in points with y downwards.
///
/// One drawing must look the same on every canvas, so a canvas offers only what all of them can do exactly.
package protocol Canvas: AnyObject {
  /// Fills the inside of a path with a colour and, over it, a hatch.
  func fill(_ path: Path, with fill: Fill)

  /// Draws the line of a path.
  func stroke(_ path: Path, with stroke: Stroke)

  /// Draws only what falls inside `rect` while `drawing` runs; clips nest.
  func clipped(to rect: Rect, _ drawing: () -> Void)

  /// One line of text with its box held at `point` by `anchor`. A rotated text turns about `point`.
  func text(_ text: String, at point: Point, anchor: Anchor, style: TextStyle, rotation: Rotation)

  /// The size of the box of one unrotated line of text, in points.
  func measure(_ text: String, style: TextStyle) -> Size
}

extension Canvas {
  /// One upright line of text.
  package func text(_ text: String, at point: Point, anchor: Anchor, style: TextStyle) {
    self.text(text, at: point, anchor: anchor, style: style, rotation: .none)
  }

  /// The text, or its beginning with an ellipsis, so that it is at most `width` points wide; empty if nothing fits.
  package func fitted(_ text: String, width: Double, style: TextStyle) -> String {
    if measure(text, style: style).width <= width { return text }
    let characters = Array(text)
    var low = 0
    var high = characters.count
    while low < high {
      let middle = (low + high + 1) / 2
      if measure(String(characters[..<middle]) + "…", style: style).width <= width {
        low = middle
      } else {
        high = middle - 1
      }
    }
    return low == 0 ? "" : String(characters[..<low]) + "…"
  }
}

/// A shape to fill or to stroke.
package enum Path: Sendable, Hashable {
  /// An open line through the points.
  case polyline([Point])
  /// A closed line through the points.
  case polygon([Point])
  case rectangle(Rect)
  case circle(center: Point, radius: Double)

  /// A straight line.
  package static func line(_ from: Point, _ to: Point) -> Path { .polyline([from, to]) }
}

/// Which point of a text's box is put on the given place.
package struct Anchor: Sendable, Hashable {
  /// Which point of a text's width lies at its place.
  package enum Horizontal: String, Sendable { case left, center, right }
  /// Which point of a text's height lies at its place.
  package enum Vertical: String, Sendable { case top, middle, bottom }

  package var horizontal: Horizontal
  package var vertical: Vertical

  package init(_ horizontal: Horizontal, _ vertical: Vertical) {
    self.horizontal = horizontal
    self.vertical = vertical
  }

  /// The corner of a box of this size whose anchor is at the origin.
  package func offset(of size: Size) -> Point {
    let x: Double =
      switch horizontal {
      case .left: 0
      case .center: -size.width / 2
      case .right: -size.width
      }
    let y: Double =
      switch vertical {
      case .top: 0
      case .middle: -size.height / 2
      case .bottom: -size.height
      }
    return Point(x: x, y: y)
  }
}

/// How a text lies: upright, or read from bottom to top.
package enum Rotation: String, Sendable {
  case none, upwards

  /// The box on the canvas that a text of `size` covers when it is held at `point` by `anchor`.
  package func box(of size: Size, at point: Point, anchor: Anchor) -> Rect {
    let corner = anchor.offset(of: size)
    return switch self {
    case .none: Rect(x: point.x + corner.x, y: point.y + corner.y, width: size.width, height: size.height)
    case .upwards:
      Rect(x: point.x + corner.y, y: point.y - corner.x - size.width, width: size.height, height: size.width)
    }
  }
}
