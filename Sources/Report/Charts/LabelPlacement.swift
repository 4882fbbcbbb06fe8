/// Finds room for labels beside points: never over another label, a marker or the frame; over lines only if it must.
struct LabelPlacement {
  private let frame: Rect
  private var taken: [Rect] = []
  private var lines: [Rect] = []

  init(frame: Rect) { self.frame = frame }

  /// Nothing may be written over this box.
  mutating func occupy(_ box: Rect) { taken.append(box) }

  /// A level or upright line that labels should keep clear of.
  mutating func cross(_ from: Point, _ to: Point) {
    lines.append(
      Rect(
        x: min(from.x, to.x) - 1, y: min(from.y, to.y) - 1, width: abs(from.x - to.x) + 2,
        height: abs(from.y - to.y) + 2))
  }

  /// The nearest free box of `size` around `point`, now taken; nil when the frame is full.
  mutating func place(_ size: Size, beside point: Point) -> Rect? {
    var fallback: Rect?
    for distance in [5.5, 9, 14, 20, 28, 38, 50, 65, 85, 110, 140, 180] {
      for box in candidates(size, point, distance) where isFree(box) && leaderIsFree(from: point, to: box) {
        if !lines.contains(where: { $0.overlaps(box) }) {
          taken.append(box)
          return box
        }
        if fallback == nil { fallback = box }
      }
      // A label over a line beside its point is better than one far away.
      if distance > 25, fallback != nil { break }
    }
    if let fallback { taken.append(fallback) }
    return fallback
  }

  /// Where a thin line from the point to its label ends; nil when the label is close enough to need none.
  func leaderEnd(from point: Point, to box: Rect) -> Point? {
    let end = Point(
      x: min(box.maxX, max(box.minX, point.x)), y: min(box.maxY - 2, max(box.minY + 2, point.y)))
    let distance = ((end.x - point.x) * (end.x - point.x) + (end.y - point.y) * (end.y - point.y)).squareRoot()
    return distance > 12 ? end : nil
  }

  /// Whether the line to a far label would cross no other label or marker. The first points lie on the own marker.
  private func leaderIsFree(from point: Point, to box: Rect) -> Bool {
    guard let end = leaderEnd(from: point, to: box) else { return true }
    return (0..<20).allSatisfy { step in
      let share = Double(step) / 20
      let x = point.x + (end.x - point.x) * share
      let y = point.y + (end.y - point.y) * share
      guard abs(x - point.x) > 6 || abs(y - point.y) > 6 else { return true }
      return !taken.contains { $0.overlaps(Rect(x: x - 1, y: y - 1, width: 2, height: 2)) }
    }
  }

  private func isFree(_ box: Rect) -> Bool {
    frame.contains(box, tolerance: -1) && !taken.contains { $0.overlaps(box) }
  }

  private func candidates(_ size: Size, _ point: Point, _ distance: Double) -> [Rect] {
    let slant = distance * 0.7
    let places: [(Double, Double)] = [
      (distance, -size.height / 2), (slant, -slant - size.height), (slant, slant),
      (-distance - size.width, -size.height / 2), (-slant - size.width, -slant - size.height),
      (-slant - size.width, slant), (-size.width / 2, -distance - size.height), (-size.width / 2, distance),
    ]
    return places.map { Rect(x: point.x + $0.0, y: point.y + $0.1, width: size.width, height: size.height) }
  }
}
