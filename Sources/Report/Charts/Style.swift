/// A colour as red, green and blue in 0...1 (sRGB).
package struct Color: Sendable, Hashable {
  package var red: Double
  package var green: Double
  package var blue: Double

  package init(red: Double, green: Double, blue: Double) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// A colour as designers write it: `Color(hex: 0x0072B2)`.
  package init(hex: UInt32) {
    red = Double((hex >> 16) & 0xFF) / 255
    green = Double((hex >> 8) & 0xFF) / 255
    blue = Double(hex & 0xFF) / 255
  }

  package static let white = Color(hex: 0xFFFFFF)
  package static let black = Color(hex: 0x000000)

  /// The colour moved towards `other` by `share` in 0...1.
  package func mixed(with other: Color, share: Double) -> Color {
    Color(
      red: red + (other.red - red) * share, green: green + (other.green - green) * share,
      blue: blue + (other.blue - blue) * share)
  }

  /// Brightness as the eye sees it without colour, 0 (black) to 1 (white); ITU-R BT.601 weights, as grey printers use.
  package var luma: Double { 0.299 * red + 0.587 * green + 0.114 * blue }
}

/// The look of a line of text.
package struct TextStyle: Sendable, Hashable {
  /// How heavy the letters are.
  package enum Weight: String, Sendable { case regular, bold }

  package var sizePoints: Double
  package var weight: Weight
  package var color: Color

  package init(sizePoints: Double, weight: Weight = .regular, color: Color = .black) {
    self.sizePoints = sizePoints
    self.weight = weight
    self.color = color
  }

  /// The same look in another weight.
  package func with(_ weight: Weight) -> TextStyle {
    TextStyle(sizePoints: sizePoints, weight: weight, color: color)
  }

  /// The same look in another size.
  package func with(sizePoints: Double) -> TextStyle {
    TextStyle(sizePoints: sizePoints, weight: weight, color: color)
  }
}

/// The look of a line: its colour, width and dash pattern (lengths on, off, on … in points; empty is solid).
package struct Stroke: Sendable, Hashable {
  package var color: Color
  package var width: Double
  package var dash: [Double]

  package init(color: Color, width: Double, dash: [Double] = []) {
    self.color = color
    self.width = width
    self.dash = dash
  }
}

/// A pattern of thin lines over a filled shape, so that shapes can be told apart without colour.
package enum Hatch: String, Sendable, CaseIterable {
  case solid, rising, falling, horizontal, vertical, crossed, grid, dense
}

/// The look of a filled shape.
package struct Fill: Sendable, Hashable {
  package var color: Color
  package var hatch: Hatch
  package var hatchColor: Color

  package init(color: Color, hatch: Hatch = .solid, hatchColor: Color = .white) {
    self.color = color
    self.hatch = hatch
    self.hatchColor = hatchColor
  }
}

/// The shape of a data point.
package enum Marker: String, Sendable, CaseIterable {
  case disc, square, triangle, diamond, wedge, ring, frame, lozenge

  /// Draws the marker around `center`; `radius` in points.
  package func draw(on canvas: any Canvas, at center: Point, radius: Double, color: Color) {
    let path: Path =
      switch self {
      case .disc, .ring: .circle(center: center, radius: radius)
      case .square, .frame:
        .rectangle(
          Rect(x: center.x - radius * 0.9, y: center.y - radius * 0.9, width: radius * 1.8, height: radius * 1.8))
      case .triangle: polygon(center, radius * 1.2, [(0, -1), (0.9, 0.65), (-0.9, 0.65)])
      case .wedge: polygon(center, radius * 1.2, [(0, 1), (0.9, -0.65), (-0.9, -0.65)])
      case .diamond, .lozenge: polygon(center, radius * 1.25, [(0, -1), (1, 0), (0, 1), (-1, 0)])
      }
    switch self {
    case .ring, .frame, .lozenge:
      canvas.fill(path, with: Fill(color: .white))
      canvas.stroke(path, with: Stroke(color: color, width: 1.1))
    case .disc, .square, .triangle, .diamond, .wedge:
      canvas.fill(path, with: Fill(color: color))
      canvas.stroke(path, with: Stroke(color: .white, width: 0.6))
    }
  }

  private func polygon(_ center: Point, _ radius: Double, _ corners: [(x: Double, y: Double)]) -> Path {
    .polygon(corners.map { Point(x: center.x + $0.x * radius, y: center.y + $0.y * radius) })
  }
}
