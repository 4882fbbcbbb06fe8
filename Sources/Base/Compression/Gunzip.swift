import CZlib

/// How much may come out of compressed bytes.
package struct GunzipLimits: Hashable, Sendable {
  /// Bytes of data in all.
  package var outputBytes = 1 << 36
  /// Bytes of data for each compressed byte, looked at once more than `ratioFreeBytes` came out. Deflate's own bound is
  /// 1032; tables of text stay below 200.
  package var ratio = 500
  /// Data up to this length may have any ratio.
  package var ratioFreeBytes = 1 << 26

  package init() {}
}

/// Unpacks gzip (RFC 1952) from chunks of bytes; members that follow each other make one text, zeros behind the last
/// are padding.
package struct Gunzip: ~Copyable {
  // The decoder keeps the stream's address, so it stays in one place.
  private let stream: UnsafeMutablePointer<z_stream>
  private let output: UnsafeMutableBufferPointer<UInt8>
  private let limits: GunzipLimits
  private var state = State.betweenMembers
  private var inputBytes = 0
  private var outputBytes = 0

  private enum State {
    case betweenMembers, insideMember, padding
  }

  /// The first two bytes of every gzip member.
  package static let magic: [UInt8] = [0x1F, 0x8B]
  private static let outputCapacity = 1 << 18

  /// - Throws: `outOfMemory`.
  package init(limits: GunzipLimits = GunzipLimits()) throws(CompressionError) {
    self.limits = limits
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    output = .allocate(capacity: Gunzip.outputCapacity)
    // 15 bits of window, and 16 for gzip's own header and checksum.
    let result = inflateInit2_(stream, 15 + 16, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
    guard result == Z_OK else { throw CompressionError(.outOfMemory, offset: 0) }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    output.deallocate()
  }

  /// Unpacks the next bytes and calls `body` with data, at most 256 KiB a call, until it returns false.
  ///
  /// - Returns: false where `body` did; the rest of the chunk is then not unpacked.
  /// - Throws: any code but `truncated`. Data given to `body` before is right up to there, but not checked by its sum.
  package mutating func inflate(
    _ chunk: Span<UInt8>, _ body: (Span<UInt8>) -> Bool
  ) throws(CompressionError) -> Bool {
    // Zlib takes lengths of 32 bits.
    var start = 0
    while start < chunk.count {
      let end = min(start + 1 << 30, chunk.count)
      guard try inflatePart(chunk.extracting(start..<end), body) else { return false }
      start = end
    }
    return true
  }

  /// Says that no bytes follow.
  /// - Throws: `truncated` where a member is not complete or nothing came at all.
  package mutating func finish() throws(CompressionError) {
    guard state != .insideMember, inputBytes > 0 else { throw CompressionError(.truncated, offset: inputBytes) }
  }

  private mutating func inflatePart(
    _ chunk: Span<UInt8>, _ body: (Span<UInt8>) -> Bool
  ) throws(CompressionError) -> Bool {
    var at = 0
    while at < chunk.count {
      switch state {
      case .betweenMembers where inputBytes > 0 && chunk[at] == 0: state = .padding
      case .betweenMembers: state = .insideMember
      case .padding:
        guard chunk[at] == 0 else {
          throw CompressionError(.damaged, offset: inputBytes, cause: "bytes follow the end")
        }
        at += 1
        inputBytes += 1
      case .insideMember:
        let step = try inflateMember(chunk, from: &at, body)
        guard step else { return false }
      }
    }
    return true
  }

  /// Unpacks until the chunk or the member ends.
  private mutating func inflateMember(
    _ chunk: Span<UInt8>, from at: inout Int, _ body: (Span<UInt8>) -> Bool
  ) throws(CompressionError) -> Bool {
    var isFull = false
    while at < chunk.count || isFull {
      let (result, used) = step(chunk, from: at)
      at += used
      inputBytes += used
      let made = output.count - Int(stream.pointee.avail_out)
      isFull = made == output.count
      try count(made)
      if made > 0, !body(UnsafeBufferPointer(rebasing: output[..<made]).span) { return false }
      switch result {
      case Z_OK, Z_BUF_ERROR: break
      case Z_STREAM_END:
        inflateReset(stream)
        state = .betweenMembers
        return true
      case Z_MEM_ERROR: throw CompressionError(.outOfMemory, offset: inputBytes)
      default:
        let cause = stream.pointee.msg.map { String(cString: $0) } ?? ""
        let code: CompressionError.Code = inputBytes <= 2 && outputBytes == 0 ? .notGzip : .damaged
        throw CompressionError(code, offset: inputBytes, cause: cause)
      }
    }
    return true
  }

  /// One call of the decoder; its result and the number of bytes it used.
  private mutating func step(_ chunk: Span<UInt8>, from at: Int) -> (result: CInt, used: Int) {
    chunk.withUnsafeBufferPointer { bytes in
      stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress.map { $0 + at })
      stream.pointee.avail_in = UInt32(bytes.count - at)
      stream.pointee.next_out = output.baseAddress
      stream.pointee.avail_out = UInt32(output.count)
      let result = CZlib.inflate(stream, Z_NO_FLUSH)
      return (result, bytes.count - at - Int(stream.pointee.avail_in))
    }
  }

  private mutating func count(_ made: Int) throws(CompressionError) {
    outputBytes += made
    guard outputBytes <= limits.outputBytes else { throw CompressionError(.tooLong, offset: inputBytes) }
    if outputBytes > limits.ratioFreeBytes, outputBytes / limits.ratio > inputBytes {
      throw CompressionError(.tooDense, offset: inputBytes)
    }
  }
}
