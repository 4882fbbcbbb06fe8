import CZlib
import Compression
import Testing

/// Bytes as one gzip member.
private func gzip(_ bytes: [UInt8], level: CInt = 6) -> [UInt8] {
  var stream = z_stream()
  deflateInit2_(
    &stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
  defer { deflateEnd(&stream) }
  var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
  var input = bytes
  let made = input.withUnsafeMutableBufferPointer { source in
    output.withUnsafeMutableBufferPointer { target in
      stream.next_in = source.baseAddress
      stream.avail_in = UInt32(source.count)
      stream.next_out = target.baseAddress
      stream.avail_out = UInt32(target.count)
      deflate(&stream, Z_FINISH)
      return target.count - Int(stream.avail_out)
    }
  }
  return Array(output[..<made])
}

/// All that comes out of bytes given in chunks of a length.
private func gunzip(
  _ bytes: [UInt8], chunk: Int = .max, limits: GunzipLimits = GunzipLimits()
) throws(CompressionError) -> [UInt8] {
  var result: [UInt8] = []
  var gunzip = try Gunzip(limits: limits)
  var at = 0
  while at < bytes.count {
    let end = at + min(chunk, bytes.count - at)
    let goesOn = try gunzip.inflate(Array(bytes[at..<end]).span) { data in
      for index in data.indices { result.append(data[index]) }
      return true
    }
    #expect(goesOn)
    at = end
  }
  try gunzip.finish()
  return result
}

@Suite("Unpacking gzip") struct GunzipTests {
  private let text = Array((0..<3000).map { "row \($0 % 77),\($0)\n" }.joined().utf8)

  @Test("what was packed comes out, however the bytes are cut", arguments: [1, 2, 1000, Int.max])
  func roundTrip(chunk: Int) throws {
    #expect(try gunzip(gzip(text), chunk: chunk) == text)
    #expect(try gunzip(gzip([]), chunk: chunk) == [])
  }

  @Test("members that follow each other make one text, zeros behind them are padding", arguments: [1, 5, Int.max])
  func members(chunk: Int) throws {
    let packed = gzip(text) + gzip([]) + gzip(Array("end".utf8))
    #expect(try gunzip(packed, chunk: chunk) == text + Array("end".utf8))
    #expect(try gunzip(packed + [0, 0, 0], chunk: chunk) == text + Array("end".utf8))
  }

  @Test("a file cut off anywhere is an error that says so") func truncated() throws {
    let packed = gzip(Array("some words that were packed".utf8))
    for length in 0..<packed.count {
      let error = #expect(throws: CompressionError.self) { try gunzip(Array(packed[..<length])) }
      #expect(error?.code == .truncated, "\(length)")
      #expect(error?.offset == length)
    }
    #expect(throws: CompressionError.self) { try gunzip(packed + packed.dropLast()) }
  }

  @Test("a flipped byte is an error wherever it counts") func damaged() throws {
    let packed = gzip(text)
    // Bytes 3 to 9 are flags, time and system, which carry no data.
    for position in 10..<packed.count where position < 60 || position > packed.count - 60 {
      var wrong = packed
      wrong[position] ^= 0x55
      #expect(throws: CompressionError.self, "\(position)") { try gunzip(wrong) }
    }
  }

  @Test("other bytes are no gzip, and bytes behind the end are not passed over in silence") func foreign() throws {
    #expect(throws: CompressionError(.notGzip, offset: 2, cause: "incorrect header check")) {
      try gunzip(Array("USER_ID,ITEM_ID".utf8))
    }
    #expect(throws: CompressionError.self) { try gunzip(gzip(text) + Array("more".utf8)) }
    let error = #expect(throws: CompressionError.self) { try gunzip(gzip(text) + [0, 0, 7]) }
    #expect(error?.code == .damaged)
  }

  @Test("a bomb is stopped by its ratio, and any text by its length") func bomb() throws {
    let bomb = gzip([UInt8](repeating: 0, count: 8_000_000), level: 9)
    var limits = GunzipLimits()
    limits.ratioFreeBytes = 1_000_000
    let dense = #expect(throws: CompressionError.self) { try gunzip(bomb, limits: limits) }
    #expect(dense?.code == .tooDense)
    limits.ratio = 2000
    #expect(try gunzip(bomb, limits: limits).count == 8_000_000)
    limits.outputBytes = 7_999_999
    let long = #expect(throws: CompressionError.self) { try gunzip(bomb, limits: limits) }
    #expect(long?.code == .tooLong)
  }

  @Test("unpacking ends when no more is wanted") func stops() throws {
    var gunzip = try Gunzip()
    var calls = 0
    let goesOn = try gunzip.inflate(gzip([UInt8](repeating: 65, count: 2_000_000)).span) { _ in
      calls += 1
      return calls < 2
    }
    #expect(!goesOn && calls == 2)
  }
}
