import Charts
import Testing

@Suite("Theme")
struct ThemeTests {
  @Test("all fills differ in grey, and neighbours differ clearly")
  func grey() {
    let lumas = Theme.standard.fillColors.map(\.luma)
    for first in lumas.indices {
      for second in lumas.indices where second > first {
        #expect(abs(lumas[first] - lumas[second]) > (second == first + 1 ? 0.2 : 0.06), "\(first), \(second)")
      }
    }
  }

  @Test("no two of eight series share a hatch, a dash pattern or a marker")
  func withoutColour() {
    let theme = Theme.standard
    #expect(Set((0..<8).map { theme.fill($0).hatch }).count == 8)
    #expect(Set((0..<8).map { theme.stroke($0).dash }).count == 8)
    #expect(Set((0..<8).map { theme.marker($0) }).count == 8)
  }

  @Test("no two of 24 fills are equal")
  func manyFills() { #expect(Set((0..<24).map { Theme.standard.fill($0) }).count == 24) }

  @Test("lines are dark enough to be seen on white")
  func lines() { for color in Theme.standard.lineColors { #expect(color.luma < 0.62) } }
}
