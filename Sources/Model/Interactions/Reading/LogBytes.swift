/// The bytes of a source, in order, which can be begun again.
///
/// A fault ends the bytes; whoever made the stream asks it for its fault afterwards.
package protocol LogByteStream: AnyObject, SendableMetatype {
  /// Writes the next bytes into a buffer and returns how many; 0 at the end, and after a fault.
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int
  /// Goes back to the first byte.
  func rewind()
}

/// Bytes in memory as a stream; the memory must outlive it.
package final class MemoryBytes: LogByteStream {
  private let bytes: UnsafeRawBufferPointer
  private var position = 0

  package init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// The next bytes.
  package func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let part = bytes[position..<min(bytes.count, position + buffer.count)]
    buffer.copyBytes(from: part)
    position += part.count
    return part.count
  }

  /// Goes back to the first byte.
  package func rewind() { position = 0 }
}

/// A part of a stream in memory, with room behind it that may be read, for words that begin before its end.
final class ByteWindow {
  /// Bytes behind the last that may be read.
  static let padding = 64
  let capacity: Int
  let bytes: UnsafeMutablePointer<UInt8>
  private(set) var count = 0
  /// Whether no bytes follow.
  private(set) var isLast = false

  init(capacity: Int) {
    self.capacity = capacity
    bytes = .allocate(capacity: capacity + ByteWindow.padding)
  }

  deinit { bytes.deallocate() }

  var buffer: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: bytes, count: count) }

  /// Drops the bytes before `start` and fills up behind the others.
  func refill(from start: Int, _ stream: some LogByteStream) {
    bytes.update(from: bytes + start, count: count - start)
    count -= start
    while count < capacity, !isLast {
      let got = stream.read(into: UnsafeMutableRawBufferPointer(start: bytes + count, count: capacity - count))
      if got == 0 { isLast = true }
      count += got
    }
    (bytes + count).initialize(repeating: 0, count: ByteWindow.padding)
  }

  /// Empties the window, for a stream that was begun again.
  func reset() {
    count = 0
    isLast = false
  }
}
