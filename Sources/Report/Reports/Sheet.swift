import Charts

/// The sheet of paper and the type sizes on it: A4 upright, in points.
enum Sheet {
  static let size = Size(width: 595, height: 842)
  static let left = 54.0
  static let top = 52.0
  static let bottom = 788.0
  static let width = 487.0

  static let ink = Color(hex: 0x1C1F23)
  static let quiet = Color(hex: 0x666C74)
  static let rule = Color(hex: 0xC9CED4)
  static let accent = Color(hex: 0x0072B2)
  static let tint = Color(hex: 0xEEF4F9)

  static let documentTitle = TextStyle(sizePoints: 21, weight: .bold, color: ink)
  static let subtitle = TextStyle(sizePoints: 10, color: quiet)
  static let pageTitle = TextStyle(sizePoints: 14, weight: .bold, color: ink)
  static let verdict = TextStyle(sizePoints: 15, weight: .bold, color: ink)
  static let verdictBody = TextStyle(sizePoints: 9.5, color: ink)
  static let heading = TextStyle(sizePoints: 10.5, weight: .bold, color: ink)
  static let body = TextStyle(sizePoints: 9, color: ink)
  static let note = TextStyle(sizePoints: 7.75, color: quiet)
  static let caption = TextStyle(sizePoints: 7.75, color: Color(hex: 0x40454B))
  static let cell = TextStyle(sizePoints: 8, color: ink)
  static let footer = TextStyle(sizePoints: 7, color: quiet)
}
