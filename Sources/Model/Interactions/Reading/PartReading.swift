/// Reads a file in parts that end at line ends, on all workers.
///
/// A part that ends inside quotes shows it: its last row does not end. The whole file is then left to the careful reader.
final class PartReading<Stream: LogByteStream> {
  private let stream: Stream
  private let layout: LogLayout
  private let partBytes: Int
  private let workers: Workers
  /// Bytes behind the last line end of the part before.
  private var carried: [UInt8] = []
  private var nextNumber = 0
  private var isEnded = false
  /// Whether some part cannot be read fast.
  private var hasFailed = false

  init(_ stream: Stream, _ layout: LogLayout, partBytes: Int, workers: Workers) {
    self.stream = stream
    self.layout = layout
    self.partBytes = max(16, partBytes)
    self.workers = workers
  }

  /// A part of the file in memory.
  private final class Part {
    let capacity: Int
    let bytes: UnsafeMutablePointer<UInt8>
    var count = 0
    var number = 0

    init(capacity: Int) {
      self.capacity = capacity
      bytes = .allocate(capacity: capacity + ByteWindow.padding)
    }

    deinit { bytes.deallocate() }
  }

  /// All rows, or nil where the file must be read with care.
  ///
  /// - Parameter unit: of timestamps; that of the first number when nil.
  func pass(unit: TimestampUnit?) -> LogPass? {
    let first = Part(capacity: partBytes + RowSyntax.longestRowBytes)
    begin(first)
    guard next(first) else {
      return hasFailed ? nil : LogPass(collectors: [collector(unit, learns: false)], chunks: [])
    }
    // The first part alone decides on the unit, so that the others need not wait for each other.
    let leader = ChunkParser(layout: layout, collector: collector(unit, learns: true))
    guard let firstChunk = leader.parse(first.bytes, count: first.count, number: first.number) else { return nil }
    leader.collector.stopLearningUnit()
    let learned = leader.collector.timestamps.unit
    let parsers =
      [leader]
      + (1..<max(1, workers.count)).map { _ in
        ChunkParser(layout: layout, collector: collector(learned, learns: false))
      }
    var chunks = [firstChunk]
    // Each worker touches its own parser and part alone; what they share is reached only inside `exclusively`.
    nonisolated(unsafe) let me = self
    nonisolated(unsafe) let everyParser = parsers
    nonisolated(unsafe) let firstPart = first
    nonisolated(unsafe) let found = Found()
    let workers = self.workers
    workers.run(parsers.count) { worker in
      let parser = everyParser[worker]
      let part = worker == 0 ? firstPart : Part(capacity: firstPart.capacity)
      var own: [LogChunk] = []
      while true {
        var hasPart = false
        workers.exclusively { hasPart = me.next(part) }
        guard hasPart else { break }
        guard let chunk = parser.parse(part.bytes, count: part.count, number: part.number) else {
          workers.exclusively { me.hasFailed = true }
          break
        }
        chunk.collector = worker
        own.append(chunk)
      }
      workers.exclusively { found.chunks += own }
    }
    guard !hasFailed else { return nil }
    chunks += found.chunks.sorted { $0.number < $1.number }
    return LogPass(collectors: parsers.map(\.collector), chunks: chunks)
  }

  private final class Found {
    var chunks: [LogChunk] = []
  }

  private func collector(_ unit: TimestampUnit?, learns: Bool) -> RowCollector {
    RowCollector(
      columns: layout.columns, timestamps: TimestampReader(unit: unit, form: layout.form, learnsUnit: learns),
      expectedNames: 16_384)
  }

  /// Goes to the first row of data.
  private func begin(_ part: Part) {
    stream.rewind()
    var left = layout.dataStart
    while left > 0 {
      let got = stream.read(into: UnsafeMutableRawBufferPointer(start: part.bytes, count: min(left, part.capacity)))
      if got == 0 { break }
      left -= got
    }
  }

  /// Fills a part with the next whole lines; false at the end and after a failure.
  private func next(_ part: Part) -> Bool {
    guard !isEnded, !hasFailed else { return false }
    part.count = carried.count
    carried.withUnsafeBufferPointer { if let base = $0.baseAddress { part.bytes.update(from: base, count: $0.count) } }
    carried.removeAll(keepingCapacity: true)
    var target = partBytes
    while true {
      while part.count < target, !isEnded {
        let free = UnsafeMutableRawBufferPointer(start: part.bytes + part.count, count: target - part.count)
        let got = stream.read(into: free)
        if got == 0 { isEnded = true }
        part.count += got
      }
      if isEnded { break }
      var end = part.count
      while end > 0, part.bytes[end - 1] != Byte.lineFeed { end -= 1 }
      if end > 0 {
        carried.append(contentsOf: UnsafeBufferPointer(start: part.bytes + end, count: part.count - end))
        part.count = end
        break
      }
      // A row longer than the part; longer than any row may be, it is told by the careful reader.
      guard target < part.capacity else {
        hasFailed = true
        return false
      }
      target = min(part.capacity, target * 2)
    }
    part.number = nextNumber
    nextNumber += 1
    return part.count > 0
  }
}
