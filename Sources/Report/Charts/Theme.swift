/// The looks shared by all charts and pages: fonts, type sizes, one look a series, and the words in them.
///
/// Colours follow Okabe and Ito ("Color Universal Design", 2008), shifted in lightness so that all fills differ on a
/// grey printer too, and neighbours clearly. No series is told by its colour alone: each also has a hatch, a dash
/// pattern and a marker.
package struct Theme: Sendable {
  /// Font families in order of preference, as font systems take them.
  package var fontFamilies: String
  /// Chart text: tick labels, legends.
  package var label: TextStyle
  /// Axis titles and panel titles.
  package var title: TextStyle
  /// Values printed beside marks.
  package var value: TextStyle
  package var gridColor: Color
  package var axisColor: Color
  /// Colours of filled shapes, in series order.
  package var fillColors: [Color]
  /// Colours of lines and markers, in series order: as the fills, but dark enough to be seen thin on white.
  package var lineColors: [Color]
  package var dashes: [[Double]]
  /// What charts say by themselves.
  package var words: Words

  /// The one look of this project.
  package static let standard = Theme(
    fontFamilies: "DejaVu Sans, NanumGothic",
    label: TextStyle(sizePoints: 7.25, color: Color(hex: 0x404040)),
    title: TextStyle(sizePoints: 7.5, color: Color(hex: 0x202020)),
    value: TextStyle(sizePoints: 7, color: Color(hex: 0x202020)),
    gridColor: Color(hex: 0xE3E5E8),
    axisColor: Color(hex: 0x70757C),
    fillColors: [
      Color(hex: 0x00639C), Color(hex: 0xF0A818), Color(hex: 0x009E73), Color(hex: 0x8CD3F5),
      Color(hex: 0xD9660A), Color(hex: 0xF0E442), Color(hex: 0x2E2E2E), Color(hex: 0xCC79A7),
    ],
    lineColors: [
      Color(hex: 0x00639C), Color(hex: 0xD08A00), Color(hex: 0x008862), Color(hex: 0x4AA3D6),
      Color(hex: 0xC4520A), Color(hex: 0xA89C00), Color(hex: 0x2E2E2E), Color(hex: 0xC06A9B),
    ],
    dashes: [[], [5, 2.2], [1.6, 1.6], [7, 2, 1.6, 2], [3, 1.4], [9, 2.5], [1, 2.4], [5, 1.6, 1, 1.6, 1, 1.6]],
    words: .english)

  /// The same looks in another language.
  package func with(_ words: Words) -> Theme {
    var theme = self
    theme.words = words
    return theme
  }

  /// The fill of series `index`; looks repeat with another hatch after the last colour.
  package func fill(_ index: Int) -> Fill {
    let color = fillColors[index % fillColors.count]
    let round = index / fillColors.count
    let hatch = Hatch.allCases[(index + round) % Hatch.allCases.count]
    // Dark shapes are hatched with light lines and light ones with dark lines, softly: the hatch must tell, not shout.
    let hatchColor = color.mixed(with: color.luma < 0.5 ? .white : .black, share: 0.3)
    return Fill(color: color, hatch: hatch, hatchColor: hatchColor)
  }

  /// The line of series `index`.
  package func stroke(_ index: Int, width: Double = 1.4) -> Stroke {
    Stroke(color: lineColors[index % lineColors.count], width: width, dash: dashes[index % dashes.count])
  }

  /// The marker of series `index`.
  package func marker(_ index: Int) -> Marker { Marker.allCases[index % Marker.allCases.count] }

  /// The colour of lines and markers of series `index`.
  package func lineColor(_ index: Int) -> Color { lineColors[index % lineColors.count] }
}
