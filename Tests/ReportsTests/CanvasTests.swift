import Charts
import Reports
import Testing

@Suite("Canvas behaviour, recorded and on paper")
struct CanvasTests {
  private let style = TextStyle(sizePoints: 10)

  /// Runs the same checks over both canvases.
  private func onBoth(_ checks: (any Canvas) -> Void) throws {
    checks(RecordingCanvas())
    _ = try picture(size: Size(width: 100, height: 100)) { checks($0) }
  }

  @Test("more text is wider, all lines are equally high, no text has no width")
  func measures() throws {
    try onBoth { canvas in
      let short = canvas.measure("cost", style: style)
      let long = canvas.measure("cost a month", style: style)
      #expect(short.width > 0 && long.width > short.width)
      #expect(short.height == long.height && short.height >= 10)
      #expect(canvas.measure("", style: style).width == 0)
      let double = canvas.measure("cost", style: style.with(sizePoints: 20))
      #expect(abs(double.width - 2 * short.width) < 0.1)
    }
  }

  @Test("a text that is too long is cut with an ellipsis and then fits")
  func fits() throws {
    try onBoth { canvas in
      let text = canvas.fitted("a rather long name", width: 50, style: style)
      #expect(text.hasSuffix("…") && text.hasPrefix("a"))
      #expect(canvas.measure(text, style: style).width <= 50)
      #expect(canvas.fitted("name", width: 500, style: style) == "name")
      #expect(canvas.fitted("name", width: 1, style: style).isEmpty)
    }
  }

  @Test("a clip runs its drawing once, nested ones too")
  func clips() throws {
    try onBoth { canvas in
      var runs = 0
      canvas.clipped(to: Rect(x: 0, y: 0, width: 9, height: 9)) {
        canvas.clipped(to: Rect(x: 0, y: 0, width: 5, height: 5)) { runs += 1 }
      }
      #expect(runs == 1)
    }
  }

  private func drawn(_ drawing: (any Canvas) -> Void) throws -> [UInt8] {
    try picture(size: Size(width: 60, height: 40), drawing)
  }

  @Test("on paper: nothing is drawn outside a clip, and the clip ends with its drawing")
  func clipsOnPaper() throws {
    let blank = try drawn { _ in }
    let square = Path.rectangle(Rect(x: 20, y: 20, width: 10, height: 10))
    let fill = Fill(color: .black)
    let outside = try drawn { canvas in
      canvas.clipped(to: Rect(x: 0, y: 0, width: 10, height: 10)) { canvas.fill(square, with: fill) }
    }
    let after = try drawn { canvas in
      canvas.clipped(to: Rect(x: 0, y: 0, width: 10, height: 10)) {}
      canvas.fill(square, with: fill)
    }
    #expect(outside == blank)
    #expect(after != blank)
    #expect(try drawn { $0.fill(square, with: fill) } == after)
  }

  @Test("on paper: every hatch, marker and direction of text gives another picture")
  func looksDiffer() throws {
    let hatches = try Hatch.allCases.map { hatch in
      try drawn {
        $0.fill(
          .rectangle(Rect(x: 5, y: 5, width: 40, height: 30)),
          with: Fill(color: Color(hex: 0x888888), hatch: hatch, hatchColor: .white))
      }
    }
    #expect(Set(hatches).count == Hatch.allCases.count)
    let markers = try Marker.allCases.map { marker in
      try drawn { marker.draw(on: $0, at: Point(x: 30, y: 20), radius: 8, color: .black) }
    }
    #expect(Set(markers).count == Marker.allCases.count)
    let texts = try [Rotation.none, .upwards].map { rotation in
      try drawn {
        $0.text("ms", at: Point(x: 30, y: 20), anchor: Anchor(.center, .middle), style: style, rotation: rotation)
      }
    }
    #expect(Set(texts).count == 2)
  }

  @Test("on paper: control characters leave no trace, and markup is no markup")
  func hostileText() throws {
    func text(_ string: String) throws -> [UInt8] {
      try drawn { $0.text(string, at: Point(x: 2, y: 2), anchor: Anchor(.left, .top), style: style) }
    }
    #expect(try text("a\u{0}b\u{7}\u{202E}c\u{1B}") == text("abc"))
    #expect(try text("a\nb\tc") == text("a b c"))
    #expect(try text("<b>a</b>") != text("a"))
    #expect(try text("&amp;") != text("&"))
  }
}
