/// How work is spread over threads; the rooms below do not know of threads.
package struct Workers: Sendable {
  /// How many may work at once.
  package let count: Int
  /// Calls a body with 0, 1, … below a number, each once, perhaps at the same time, and returns when all are done.
  package let run: @Sendable (_ pieces: Int, _ body: @Sendable (Int) -> Void) -> Void
  /// Calls a body while no other worker is in one.
  package let exclusively: @Sendable (_ body: () -> Void) -> Void
  /// Told, by a worker, of memory that it fills next from its beginning to its end.
  package let willFill: @Sendable (UnsafeMutableRawBufferPointer) -> Void

  package init(
    count: Int, run: @escaping @Sendable (_ pieces: Int, _ body: @Sendable (Int) -> Void) -> Void,
    exclusively: @escaping @Sendable (_ body: () -> Void) -> Void,
    willFill: @escaping @Sendable (UnsafeMutableRawBufferPointer) -> Void = { _ in }
  ) {
    self.count = count
    self.run = run
    self.exclusively = exclusively
    self.willFill = willFill
  }

  /// The caller's own thread alone.
  package static let one = Workers(
    count: 1, run: { pieces, body in for piece in 0..<pieces { body(piece) } }, exclusively: { $0() })
}
