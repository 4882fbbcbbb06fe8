import Foundation
import Glibc
import InteractionStore
import Testing

/// "a,b\n1,2\n" as `gzip -n` packs it.
private let packed: [UInt8] = [
  31, 139, 8, 0, 0, 0, 0, 0, 2, 255, 75, 212, 73, 226, 50, 212, 49, 226, 2, 0, 123, 7, 151, 10, 8, 0, 0, 0,
]

/// All bytes of a file and the lengths of the chunks they came in.
private func chunks(of path: String) throws -> (bytes: [UInt8], lengths: [Int]) {
  var bytes: [UInt8] = []
  var lengths: [Int] = []
  try readChunks(of: path) { chunk in
    lengths.append(chunk.count)
    chunk.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    return true
  }
  return (bytes, lengths)
}

@Suite("Files in chunks") struct ReadChunksTests {
  @Test("a file comes in chunks of at most 1 MiB, whole") func plain() throws {
    let scratch = try Scratch()
    let bytes = (0..<2_500_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let read = try chunks(of: scratch.write(bytes, to: "data"))
    #expect(read.bytes == bytes)
    #expect(read.lengths == [1 << 20, 1 << 20, 2_500_000 - 2 << 20])
    #expect(try chunks(of: scratch.write([], to: "empty")).lengths == [])
    #expect(try chunks(of: scratch.write([0x1F], to: "short")).bytes == [0x1F])
  }

  @Test("gzip is known by its first bytes and not by its name") func gzip() throws {
    let scratch = try Scratch()
    let text = Array("a,b\n1,2\n".utf8)
    #expect(try chunks(of: scratch.write(packed, to: "report.csv")).bytes == text)
    #expect(try chunks(of: scratch.write(packed + packed, to: "report")).bytes == text + text)
    #expect(try chunks(of: scratch.write(text, to: "report.csv.gz")).bytes == text)
  }

  @Test("gzip that is cut off or damaged is an error with the path; other forms are named") func damaged() throws {
    let scratch = try Scratch()
    for (name, bytes) in [("cut", Array(packed.dropLast(9))), ("flipped", packed.map { $0 == 123 ? 124 : $0 })] {
      let path = try scratch.write(bytes, to: name)
      let error = #expect(throws: StoreError.self) { try chunks(of: path) }
      #expect(error?.code == .damagedCompression)
      #expect(error?.description.hasPrefix("\(path) cannot be unpacked: the compressed data ") == true)
    }
    let zip = try scratch.write([0x50, 0x4B, 0x03, 0x04, 0, 0], to: "report.zip")
    #expect(throws: StoreError(.compressed, path: zip)) { try chunks(of: zip) }
    let absent = scratch.path("absent")
    #expect(throws: StoreError(.notFound, path: absent)) { try chunks(of: absent) }
    #expect(throws: StoreError(.isDirectory, path: scratch.url.path)) { try chunks(of: scratch.url.path) }
  }

  @Test("reading stops when no more is wanted") func stops() throws {
    let scratch = try Scratch()
    let path = try scratch.write([UInt8](repeating: 1, count: 3_000_000), to: "data")
    var calls = 0
    try readChunks(of: path) { _ in
      calls += 1
      return false
    }
    #expect(calls == 1)
  }

  @Test("a pipe that gives a byte at a time is read like a file") func pipe() throws {
    let scratch = try Scratch()
    let path = scratch.path("pipe")
    #expect(mkfifo(path, 0o600) == 0)
    let writer = Thread {
      let descriptor = open(path, O_WRONLY)
      for byte in packed { _ = [byte].withUnsafeBytes { write(descriptor, $0.baseAddress, 1) } }
      close(descriptor)
    }
    writer.start()
    #expect(try chunks(of: path).bytes == Array("a,b\n1,2\n".utf8))
  }
}
